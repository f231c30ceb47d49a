import type { Peers } from '../rows/row.ts';
import { goSdk } from './go-sdk.ts';
import { javaSdk } from './java-sdk.ts';
import { javascriptSdk } from './javascript-sdk.ts';
import { pythonSdk } from './python-sdk.ts';

/** Installs what is not there yet. A smoke test does with the JavaScript SDK. */
export async function allPeers(quick: boolean): Promise<Peers> {
  const sdk = await javascriptSdk();
  if (quick) return { sdk, others: [] };
  return { sdk, others: [await pythonSdk(), await javaSdk(), await goSdk()] };
}
