/**
 * Long cases on a real Conductor OSS server, one after the other: what they show is printed.
 *
 *     node --import tsx scripts/chaos/acceptance.ts [outage] [outage-and-kill] [lease] [cancel]
 */
import { commandLine } from '../engine/command-line.ts';
import { cases } from './acceptance-cases.ts';
import { AcceptanceScene } from './acceptance-scene.ts';

const { positionals } = commandLine({ allowPositionals: true });
const unknown = positionals.find((name) => !(name in cases));
if (unknown !== undefined) {
  process.stderr.write(
    `no case is named ${unknown}; there are: ${Object.keys(cases).join(', ')}\n`,
  );
  process.exit(2);
}
const scene = await AcceptanceScene.start();
try {
  for (const name of positionals.length > 0 ? positionals : Object.keys(cases)) {
    await cases[name]?.(scene, (line) => void process.stdout.write(`${name}: ${line}\n`));
  }
} finally {
  await scene.end();
}
