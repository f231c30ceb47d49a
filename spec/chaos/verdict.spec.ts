import { expect } from 'chai';
import type { EngineTask } from '../../scripts/chaos/engine-api.ts';
import type { HandOver } from '../../scripts/chaos/proxy-journal.ts';
import { judge, type Cause, type Evidence } from '../../scripts/chaos/verdict.ts';
import type { Work } from '../../scripts/chaos/work-log.ts';

const start = 1_000_000;

interface Story {
  readonly task?: Partial<EngineTask>;
  readonly work?: Partial<Work>;
  readonly handedOver?: HandOver['way'];
  readonly acceptedAt?: number;
  readonly hostKilledAt?: number;
  readonly stored?: boolean;
  readonly engineKilledAt?: number;
}

/** One attempt that timed out 20 s after it was polled, and what else is told of it. */
function evidence(story: Story): Evidence {
  const task: EngineTask = {
    taskId: 't',
    workflowInstanceId: 'w',
    taskDefName: 'p-first',
    referenceTaskName: 'first',
    status: 'TIMED_OUT',
    startTime: start,
    endTime: start + 20_000,
    ...story.task,
  };
  const work = { pid: 7, starts: 1, startedAt: start + 10, endedAt: null, abortedAt: null };
  const { hostKilledAt, engineKilledAt, acceptedAt, handedOver } = story;
  return {
    prefix: 'p',
    workflows: [{ workflowId: 'w', status: 'COMPLETED', tasks: [task] }],
    work: new Map(story.work === undefined ? [] : [['t', { ...work, ...story.work }]]),
    journal: {
      handOversOf: () =>
        handedOver === undefined
          ? []
          : [{ at: start + 5, connectedAt: start - 1000, way: handedOver }],
      acceptedAt: () => acceptedAt,
    },
    hostKills:
      hostKilledAt === undefined
        ? []
        : [{ pid: 7, at: hostKilledAt, stored: new Set(story.stored === true ? ['t'] : []) }],
    engineKills: engineKilledAt === undefined ? [] : [engineKilledAt],
  };
}

function causeOf(story: Story): Cause | undefined {
  return judge(evidence(story)).givenUp[0]?.cause;
}

describe('the verdict of a chaos run', () => {
  it('tells a poll whose answer was cut from one that nobody waited for', () => {
    expect(causeOf({ handedOver: 'cut' })).to.equal('answerCut');
    expect(causeOf({ handedOver: 'unheard' })).to.equal('hostKilledPolling');
  });

  it('holds a task that a living host polled and never started against the host', () => {
    expect(causeOf({ handedOver: 'arrived' })).to.equal('stranded');
    for (const hostKilledAt of [start + 50, start - 500]) {
      expect(causeOf({ handedOver: 'arrived', hostKilledAt })).to.equal('hostKilledBefore');
    }
    expect(causeOf({ handedOver: 'arrived', hostKilledAt: start - 2000 })).to.equal('stranded');
  });

  it('believes that a killed engine handed a task to nobody, and no other', () => {
    expect(causeOf({ engineKilledAt: start + 20 })).to.equal('engineKilledAnswering');
    expect(causeOf({})).to.equal('handedToNobody');
  });

  it('tells a task that was running at the kill of its host from one that never ended', () => {
    expect(causeOf({ work: {}, hostKilledAt: start + 500 })).to.equal('hostKilledRunning');
    expect(causeOf({ work: {} })).to.equal('forgotten');
  });

  it('calls a result lost that was not stored when nobody killed its host', () => {
    expect(causeOf({ work: { endedAt: start + 100 } })).to.equal('resultLost');
  });

  it('gives the age of a result that a kill took out of memory', () => {
    const { givenUp } = judge(
      evidence({ work: { endedAt: start + 100 }, hostKilledAt: start + 1100 }),
    );
    expect(givenUp[0]).to.include({ cause: 'hostKilledWithResult', resultAgeMs: 1000 });
  });

  it('calls a stored result lost that never arrived', () => {
    const work = { endedAt: start + 100 };
    expect(causeOf({ work, hostKilledAt: start + 500, stored: true })).to.equal('storedLost');
  });

  it('calls an accepted result lost that the engine waited on for', () => {
    const work = { endedAt: start + 100 };
    expect(causeOf({ work, acceptedAt: start + 150 })).to.equal('acceptedLost');
  });

  it('excuses a result that comes after its lease only by an outage', () => {
    const late = { work: { endedAt: start + 100 }, acceptedAt: start + 25_000 };
    expect(causeOf({ ...late, engineKilledAt: start + 200 })).to.equal('leaseOver');
    expect(causeOf(late)).to.equal('leaseLost');
  });

  it('wants each completed task to have the result of its own attempt', () => {
    const own = evidence({ task: { status: 'COMPLETED', outputData: { by: 't' } } });
    const foreign = evidence({ task: { status: 'COMPLETED', outputData: { by: 'other' } } });
    expect(judge(own).foreignResult).to.be.empty;
    expect(judge(foreign).foreignResult).to.have.length(1);
  });

  it('counts tasks that are not over, and attempts that ran twice', () => {
    const open = judge(evidence({ task: { status: 'IN_PROGRESS' }, work: { starts: 2 } }));
    expect(open.stranded).to.have.length(1);
    expect(open.ranTwice).to.deep.equal(['t']);
  });
});
