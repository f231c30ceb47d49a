import process from 'node:process';

/**
 * Answers the benchmark over IPC: `mark`, `usage`, `stop`, and what else a client knows.
 *
 * @param {() => Promise<unknown>} stop
 * @param {Record<string, () => unknown>} [answers]
 * @param {unknown} [ready]
 */
export function answerHarness(stop, answers = {}, ready = 'ready') {
  let since = process.cpuUsage();
  const own = {
    mark: () => {
      since = process.cpuUsage();
      return 'marked';
    },
    usage: () => {
      const { user, system } = process.cpuUsage(since);
      return { cpuSeconds: (user + system) / 1e6, rss: process.memoryUsage.rss() };
    },
    ...answers,
  };
  // A harness that was killed leaves no clients behind.
  process.once('disconnect', () => process.exit());
  process.on('message', (question) => {
    if (question === 'stop') void stop().then(() => process.disconnect());
    else process.send(own[question]());
  });
  process.send(ready);
}
