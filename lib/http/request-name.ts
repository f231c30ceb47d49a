/** The server's address without credentials and query, for logs and errors. */
export function displayUrl(serverUrl: string): string {
  const url = new URL(serverUrl);
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** `GET /tasks/poll/batch/x`: a request as errors name it, without its query. */
export function requestName(method: string, path: string): string {
  const query = path.indexOf('?');
  return `${method} ${query < 0 ? path : path.slice(0, query)}`;
}
