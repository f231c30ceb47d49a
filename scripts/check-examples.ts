/**
 * Holds what Prometheus reads to Prometheus' own tool, promtool: the alert rules and their tests,
 * the scrape configuration, and the text of a host's metrics.
 *
 *     npm run check:examples
 *
 * Without promtool it is skipped, but fails under CI. `WORKER_HOST_EXAMPLES_INSTALL=1` lets root
 * install it from the distribution (Debian's package prometheus).
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Metrics } from '../lib/status/metrics.ts';
import { statusOf } from '../spec/status/support/status-of.ts';

const observability = fileURLToPath(new URL('../examples/observability/', import.meta.url));
/** Conductor's label `taskType` is what it is. */
const accepted = "label names should be written in 'snake_case' not 'camelCase'";

interface Check {
  readonly name: string;
  readonly problems: string;
}

function promtool(name: string, args: readonly string[], input = ''): Check & { code: number } {
  const { status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: observability,
    input,
    encoding: 'utf8',
  });
  const code = status ?? -1;
  return { name, code, problems: code === 0 ? '' : `${stdout}${stderr}` };
}

function checkMetrics(text: string): Check {
  const { name, code, problems } = promtool('the metrics of a host', ['check', 'metrics'], text);
  const lint = problems.split('\n').filter((line) => line !== '' && !line.endsWith(accepted));
  // 3 = read, and found fault with.
  if (code === 0 || (code === 3 && lint.length === 0)) return { name, problems: '' };
  return { name, problems: lint.join('\n') || problems };
}

async function sampleText(): Promise<string> {
  const metrics = new Metrics(() => statusOf());
  metrics.polled('task_1', 1, 4, 12);
  metrics.pollFailed('task_1', 3, new Error('no answer'));
  metrics.started('task_1', 40, 2);
  metrics.ended('task_1', 'completed', 25);
  metrics.ended('task_1', 'failed', 25);
  metrics.resultAccepted('task_1', 4, 900);
  metrics.resultFailed('task_1', 4, new Error('no answer'));
  metrics.threadDied('task_1', new Error('out of memory'));
  metrics.requested('POST', '/tasks', 200, 4);
  return metrics.text();
}

function hasPromtool(): boolean {
  return spawnSync('promtool', ['--version']).status === 0;
}

function install(): void {
  if (process.env.WORKER_HOST_EXAMPLES_INSTALL !== '1' || process.getuid?.() !== 0) return;
  console.error('installing prometheus with apt-get');
  const wait = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'prometheus']])
    spawnSync('apt-get', [...wait, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
}

if (!hasPromtool()) install();
if (hasPromtool()) {
  const checks = [
    promtool('alert rules', ['check', 'rules', 'alerts.yml']),
    promtool('tests of the alert rules', ['test', 'rules', 'alerts.test.yml']),
    promtool('scrape configuration', ['check', 'config', 'prometheus.yml']),
    checkMetrics(await sampleText()),
  ];
  for (const { name, problems } of checks) {
    console.log(`${problems === '' ? 'ok    ' : 'FAILED'} ${name}`);
    if (problems !== '') console.error(problems);
  }
  if (checks.some(({ problems }) => problems !== '')) process.exitCode = 1;
} else {
  const how = "install Debian's package prometheus, or set WORKER_HOST_EXAMPLES_INSTALL=1 as root";
  console.error(`skipped: promtool is not on the path; ${how}`);
  if (process.env.CI) process.exitCode = 1;
}
