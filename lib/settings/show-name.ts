/**
 * A key or section name for a message: one short line. Of a key with white space only the first
 * word, since `auth_secret s3cr=t` with its `=` forgotten has part of the secret in its "key".
 */
export function showKey(key: string): string {
  const [first = '', ...more] = key.split(/\s+/);
  return showName(more.length > 0 ? `${first} …` : first);
}

export function showName(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 79)}…` : name;
  return short.replace(/\p{C}/gu, '?');
}
