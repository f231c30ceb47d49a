/** The files of a store can't be read. Never leaves the outbox, which begins a new store. */
export class DamagedStoreError extends Error {
  override readonly name = 'DamagedStoreError';
}
