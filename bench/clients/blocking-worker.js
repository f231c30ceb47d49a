import { defineWorker } from './package-under-test.js';

export const blockMs = 3000;

export default defineWorker('blocking', () => {
  const end = Date.now() + blockMs;
  while (true) {
    if (Date.now() > end) return { blockedMs: blockMs };
  }
});
