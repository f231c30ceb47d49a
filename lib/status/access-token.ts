import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether the header is `Bearer <token>`; takes the same time whatever is wrong with it. */
export function bearsToken(header: string | undefined, token: string): boolean {
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

/** Of one length, which the comparison asks for. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
