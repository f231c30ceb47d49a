import { expect } from 'chai';
import fc from 'fast-check';
import { setting } from './resolve.ts';

/** Every place that `poll_interval` of task_1 may come from, best first: written down by hand, as the rules have it. */
const PLACES = [
  'flag task_1.polling_interval',
  'flag polling_interval',
  ...['polling_interval', 'poll_interval'].flatMap((key) => [
    `env conductor.worker.task_1.${key}`,
    `env conductor_worker_task_1_${key}`,
    `env CONDUCTOR_WORKER_TASK_1_${key.toUpperCase()}`,
    `env CONDUCTOR_WORKER_task_1_${key.toUpperCase()}`,
  ]),
  ...['polling_interval', 'poll_interval'].flatMap((key) => [
    `env conductor.worker.all.${key}`,
    `env CONDUCTOR_WORKER_ALL_${key.toUpperCase()}`,
    `env conductor_worker_${key}`,
    `env CONDUCTOR_WORKER_${key.toUpperCase()}`,
  ]),
  'ini task_1 polling_interval',
  'ini task_1 poll_interval',
  'ini DEFAULT polling_interval',
  'ini DEFAULT poll_interval',
  'option pollingInterval',
];

const kind = (place: string) => place.split(' ')[0];
const rest = (place: string) => place.slice(place.indexOf(' ') + 1);

describe('layers of settings', () => {
  it('give the value of the best place, whichever are filled', () => {
    fc.assert(
      fc.property(fc.subarray(PLACES), (filled) => {
        const valueOf = (place: string) => PLACES.indexOf(place) + 1;
        const of = (wanted: string) => filled.filter((place) => kind(place) === wanted);
        const ini = of('ini').map((place) => {
          const [section, key] = rest(place).split(' ');
          return { section, line: `${key} = ${valueOf(place)}` };
        });
        const lines = ['task_1', 'DEFAULT'].flatMap((name) => [
          `[${name}]`,
          ...ini.filter(({ section }) => section === name).map(({ line }) => line),
        ]);
        const found = setting('polling_interval', {
          set: of('flag').map((place) => `${rest(place)}=${valueOf(place)}`),
          env: Object.fromEntries(of('env').map((place) => [rest(place), ` ${valueOf(place)} `])),
          ini: lines.join('\n'),
          options: Object.fromEntries(of('option').map((place) => [rest(place), valueOf(place)])),
        });
        const [best] = filled;
        expect(found.value).to.equal(best === undefined ? 100 : valueOf(best));
      }),
      { numRuns: 400 },
    );
  });
});
