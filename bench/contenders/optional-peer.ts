import type { Contender, PeerFound } from './contender.ts';

/** A peer that can't be had here is named with the reason; the others are measured all the same. */
export async function optionalPeer(
  name: string,
  install: () => Promise<readonly Contender[]>,
): Promise<PeerFound> {
  try {
    return await install();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${name} is left out: ${message}\n`);
    return { name, reason: message.split('\n').at(-1) ?? message };
  }
}
