/** What a request of the host is about. */
export type RequestKind = 'poll' | 'result' | 'heartbeat' | 'other';

interface Update {
  readonly taskId: string;
  readonly extendLease?: boolean;
}

export function kindOf(method: string, url: string, body: Buffer): RequestKind {
  if (method === 'GET' && url.includes('/tasks/poll/')) return 'poll';
  if (method !== 'POST' || !url.endsWith('/tasks')) return 'other';
  return updateOf(body).extendLease === true ? 'heartbeat' : 'result';
}

export function updateOf(body: Buffer): Update {
  return JSON.parse(body.toString('utf8')) as Update;
}

/** The tasks that an answer to a poll hands out. */
export function polledTaskIds(body: Buffer): string[] {
  const tasks = JSON.parse(body.toString('utf8')) as readonly { taskId: string }[];
  return tasks.map(({ taskId }) => taskId);
}
