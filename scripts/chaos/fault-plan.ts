import type { Random } from './random.ts';

/** What happens to a request on its way between host and engine. */
export type Fault =
  | { readonly kind: 'none' }
  /** The connection ends before the engine hears of the request. */
  | { readonly kind: 'reset' }
  /** Answered in the engine's place. */
  | { readonly kind: 'status'; readonly status: number }
  /** The engine hears of it later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The engine handles it; `share` of its answer arrives, then the connection ends. */
  | { readonly kind: 'cut'; readonly share: number };

const statuses = [500, 502, 503, 429];

/** One request in nine meets a fault. */
export function nextFault(random: Random): Fault {
  const draw = random.next();
  if (draw < 0.02) return { kind: 'reset' };
  if (draw < 0.06) {
    return { kind: 'status', status: statuses[random.between(0, statuses.length - 1)] ?? 500 };
  }
  if (draw < 0.09) return { kind: 'delay', ms: random.between(200, 2000) };
  if (draw < 0.11) return { kind: 'cut', share: random.chance(0.5) ? 0 : random.next() };
  return { kind: 'none' };
}
