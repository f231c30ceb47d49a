import type { Outbox } from './outbox.ts';

/** What a delivery needs of an outbox. */
export type ResultStore = Pick<
  Outbox,
  'size' | 'full' | 'entries' | 'get' | 'ofTask' | 'put' | 'read' | 'remove'
>;
