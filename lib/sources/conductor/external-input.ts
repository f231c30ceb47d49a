import { SourceError } from '../../errors/source-error.ts';
import type { HttpClient } from '../../http/http-client.ts';
import type { Task } from '../../task/task.ts';

/** Conductor keeps large inputs elsewhere: the polled task then has an empty input and a path. */
export async function fetchExternalInput(http: HttpClient, task: Task): Promise<Task> {
  const path = task.externalInputPayloadStoragePath;
  if (path === undefined) return task;
  const address = await locate(http, path, task);
  const { body, status } = await http.download(address);
  const inputData = parseObject(body);
  if (inputData === undefined) {
    const message = `The input of task ${task.taskId} in external storage (${path}) is no JSON object.`;
    throw new SourceError(message, { kind: 'refused', status });
  }
  return { ...task, inputData };
}

/** Addresses are signed and expire in seconds: asked for right before each use, never shown in errors. */
async function locate(http: HttpClient, path: string, task: Task): Promise<string> {
  const query = new URLSearchParams({ path, operation: 'READ', payloadType: 'TASK_INPUT' });
  const { body, status } = await http.call({
    method: 'GET',
    path: `/tasks/externalstoragelocation?${query.toString()}`,
  });
  const uri = parseObject(body)?.['uri'];
  if (typeof uri === 'string' && uri !== '') return uri;
  const message =
    `The input of task ${task.taskId} is in external storage (${path}), but ${http.server} gives no ` +
    'address for it: configure an external payload storage (S3, PostgreSQL, Azure) on the server.';
  throw new SourceError(message, { kind: 'refused', status });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined; // Not JSON: the caller says what was expected.
  }
}
