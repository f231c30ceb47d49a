/**
 * The engine's address in its one form: no slash at the end, `/api` exactly once.
 *
 * @returns null when the text is no http(s) address that can be used: with a query, a fragment,
 * or credentials, which belong in `auth_key` and `auth_secret`.
 */
export function normaliseServerUrl(text: string): string | null {
  const url = parseUrl(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.username || url.password || url.search || url.hash) return null;
  const path = url.pathname.replace(/\/+$/, '').replace(/(\/+api)+$/, '');
  return `${url.origin}${path}/api`;
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** An address without the credentials it may carry, for messages and listings. */
export function maskCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/i, '$1***@');
}
