import { setTimeout as sleep } from 'node:timers/promises';
import { burn } from './burn.js';
import { setup } from './setup.js';

const works = {
  none: () => ({ ok: true }),
  sleep: async () => {
    await sleep(setup.workMs);
    return { ok: true };
  },
  burn: () => ({ state: burn(setup.burnSteps) }),
  echo: (task) => task.inputData,
};

/** What each task does: its output from the task. */
export const work = works[setup.work];
