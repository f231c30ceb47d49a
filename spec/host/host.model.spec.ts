import { expect } from 'chai';
import fc from 'fast-check';
import { knownSchedules } from './model/known-schedules.ts';
import { schedules, type Schedule } from './model/schedule.ts';
import { World } from './model/world.ts';

const numRuns = Number(process.env['WORKER_HOST_MODEL_RUNS'] ?? 1500);

async function run(schedule: Schedule): Promise<void> {
  const world = new World(schedule);
  await world.run();
  expect(world.violations.join('; ')).to.equal('');
}

describe('a host, whatever happens', () => {
  it('loses no result, strands no task, runs none twice, and stops in time', async function () {
    this.timeout(60_000 + numRuns * 100);
    await fc.assert(fc.asyncProperty(schedules, run), { numRuns });
  });

  for (const [title, schedule] of Object.entries(knownSchedules)) {
    it(`stands ${title}`, () => run(schedule));
  }
});
