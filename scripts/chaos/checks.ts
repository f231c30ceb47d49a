import type { Side, SideEnd } from './side.ts';
import { broken, type Cause } from './verdict.ts';

export interface Check {
  readonly name: string;
  /** What was seen instead; null = it holds. */
  readonly failure: string | null;
}

/** Promised: on disk within eight seconds; with `always` before the first delivery, so at once. */
const youngestStoredMs = { undelivered: 8000, always: 1000 } as const;

/** What is promised, held against the end of one side. */
export function checksOf({ mode }: Side, end: SideEnd): Check[] {
  const { verdict, exitCode, leftInOutbox } = end;
  const { completed, workflows, givenUp, stranded, ranTwice, foreignResult } = verdict;
  const lostWithHost = givenUp.filter(({ cause }) => cause === 'hostKilledWithResult');
  const oldest = Math.max(0, ...lostWithHost.map(({ resultAgeMs }) => resultAgeMs ?? 0));
  const limit = youngestStoredMs[mode];
  return [
    check(`all ${workflows} workflows are COMPLETED`, workflows - completed),
    check('no task is stranded', stranded.length),
    check('each completed task has the result of its own attempt', foreignResult.length),
    check(
      'no attempt ran twice',
      ranTwice.length === 0 ? 0 : `${ranTwice.length}, such as ${ranTwice[0] ?? ''}`,
    ),
    ...Object.entries(broken).map(([cause, text]) => {
      const found = givenUp.filter((attempt) => attempt.cause === (cause as Cause));
      const [first] = found;
      return check(
        `never: ${text}`,
        first === undefined
          ? 0
          : `${found.length}, such as ${first.task.taskId}: ${first.task.status} ${first.task.reasonForIncompletion ?? ''}`,
      );
    }),
    check(
      `a kill took no result that was older than ${limit} ms`,
      oldest <= limit ? 0 : `one was ${oldest} ms old`,
    ),
    check('the outbox is empty at the end', leftInOutbox),
    check('the host stops with exit code 0', exitCode ?? 'it had to be killed'),
  ].map(({ name, failure }) => ({ name: `outbox = ${mode}: ${name}`, failure }));
}

function check(name: string, found: number | string): Check {
  return { name, failure: found === 0 ? null : String(found) };
}
