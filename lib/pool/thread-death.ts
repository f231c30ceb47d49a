/** Why a thread ended, for people: what happened to it and what to do. */
export function explainDeath(error: Error, maxHeapMb: number | null): string {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') return error.message;
  return maxHeapMb === null
    ? "out of memory: its heap reached Node's own limit. Set max_heap_mb higher than that, or hold less at once."
    : `out of memory: its heap reached max_heap_mb, ${maxHeapMb} MB. Raise max_heap_mb, or hold less at once.`;
}
