import { createRequire } from 'node:module';
import type * as Undici from 'undici';

type Pools = Pick<typeof Undici, 'Pool' | 'ProxyAgent'>;

const require = createRequire(import.meta.url);
let loaded: Pools | null = null;

/**
 * Undici's pools alone: the rest of it (fetch, WebSocket, caches, mocks) is three quarters of its
 * files, and would cost each start 60 ms and 8 MB.
 */
export function undiciPools(): Pools {
  loaded ??= loadParts() ?? (require('undici') as Pools);
  return loaded;
}

/** null = this release of undici has its files elsewhere. */
function loadParts(): Pools | null {
  try {
    const Dispatcher = require('undici/lib/dispatcher/dispatcher.js') as typeof Undici.Dispatcher;
    // As undici itself puts it together; a proxy is asked by `connect`.
    Object.assign(Dispatcher.prototype, require('undici/lib/api/index.js'));
    return {
      Pool: require('undici/lib/dispatcher/pool.js') as typeof Undici.Pool,
      // Few hosts are behind a proxy.
      get ProxyAgent() {
        return require('undici/lib/dispatcher/proxy-agent.js') as typeof Undici.ProxyAgent;
      },
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
