/** Payloads above this are moved out of the task: the JSON then holds a path instead. */
export const OFFLOAD_BYTES = 3072 * 1024;

/** Outputs above this fail their task, workflow inputs above it are refused. */
export const LIMIT_BYTES = 10_240 * 1024;

export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
