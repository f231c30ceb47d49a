import { setTimeout as sleep } from 'node:timers/promises';
import type { AcceptanceScene } from './acceptance-scene.ts';

export type Case = (scene: AcceptanceScene, say: (line: string) => void) => Promise<void>;

const tasks = 100;

/** The engine is away while tasks run, for as long as `outageMs` says. */
async function outage(
  scene: AcceptanceScene,
  say: (line: string) => void,
  { outageMs, killHost }: { readonly outageMs: number; readonly killHost: boolean },
): Promise<void> {
  const ids: string[] = [];
  for (let count = 0; count < tasks; count++) {
    ids.push(await scene.begin('wait', 900, { durationMs: 60_000 + 250 * count }));
  }
  const taskIds = await Promise.all(
    ids.map(async (id) => (await scene.attempts(id))[0]?.taskId ?? ''),
  );
  const ended = (): number =>
    taskIds.filter((id) => (scene.work().get(id)?.endedAt ?? null) !== null).length;
  await scene.until('all tasks running', () => taskIds.every((id) => scene.work().has(id)), 60_000);
  const running = tasks - ended();
  await scene.engine.halt();
  const begun = Date.now();
  say(`engine stopped with ${running} tasks running`);
  await sleep(outageMs / 2);
  if (killHost) {
    const { stored, at } = await scene.host.kill();
    say(`host killed ${at - begun} ms into it: ${ended()} tasks had ended, ${stored.size} stored`);
    scene.host.restart();
  }
  await sleep(begun + outageMs - Date.now());
  await scene.engine.restart();
  const back = Date.now();
  say(`engine back after ${back - begun} ms`);
  const ms = await scene.until('all workflows over', () => allOver(scene, ids), 300_000);
  const attempts = await Promise.all(ids.map((id) => scene.attempts(id)));
  const first = attempts.filter(([task, again]) => task?.status === 'COMPLETED' && !again).length;
  const again = attempts.filter(({ length }) => length > 1).length;
  say(
    `${first} of ${tasks} completed in their first attempt, ${again} tried again; all over ${ms} ms after it was back`,
  );
}

async function allOver(scene: AcceptanceScene, ids: readonly string[]): Promise<boolean> {
  for (const id of ids) {
    if ((await scene.api.workflow(id, false)).status === 'RUNNING') return false;
  }
  return true;
}

async function lease(scene: AcceptanceScene, say: (line: string) => void): Promise<void> {
  const alone = await scene.begin('block', 2, { durationMs: 20_000 });
  const beside = await scene.begin('block-or-spin', 2, { durationMs: 20_000 });
  const spinning = await scene.begin('block-or-spin', 2, { spin: true });
  const ids = [alone, beside];
  await scene.until('both over', () => allOver(scene, ids), 90_000);
  for (const [index, id] of ids.entries()) {
    const attempts = await scene.attempts(id);
    const states = attempts.map(({ status }) => status).join(', ');
    const name = index === 0 ? 'blocking alone' : 'blocking beside while(true)';
    say(`${name}: ${attempts.length} attempt, ${states}`);
  }
  await scene.until(
    'the spinning one ended',
    async () => (await scene.attempts(spinning))[0]?.status === 'FAILED',
    60_000,
  );
  const [first] = await scene.attempts(spinning);
  say(`while(true): ${first?.status ?? ''}, ${first?.reasonForIncompletion ?? ''}`);
  await scene.api.terminate(spinning);
}

async function cancel(scene: AcceptanceScene, say: (line: string) => void): Promise<void> {
  for (const name of ['cancel-waiting', 'cancel-blocked']) {
    const first = await scene.begin(name, 900, { durationMs: 60_000 });
    const second = await scene.begin(name, 900, { durationMs: 10 });
    const begun = (await scene.attempts(first))[0]?.taskId ?? '';
    const next = (await scene.attempts(second))[0]?.taskId ?? '';
    await scene.until('it runs', () => scene.work().has(begun), 30_000);
    await sleep(5000);
    await scene.api.terminate(first);
    const at = Date.now();
    await scene.until('the slot is free', () => scene.work().has(next), 60_000);
    const signal = scene.work().get(begun)?.abortedAt;
    const free = (scene.work().get(next)?.startedAt ?? 0) - at;
    say(
      `${name}: signal ${signal ? `after ${signal - at} ms` : 'not seen by the task'}, next task in its slot after ${free} ms`,
    );
    await scene.until('it is over', () => allOver(scene, [second]), 30_000);
  }
}

export const cases: Readonly<Record<string, Case>> = {
  outage: (scene, say) => outage(scene, say, { outageMs: 180_000, killHost: false }),
  'outage-and-kill': (scene, say) => outage(scene, say, { outageMs: 180_000, killHost: true }),
  lease,
  cancel,
};
