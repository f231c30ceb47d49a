/** Names of fields whose values are never logged. */
export const secretFields: readonly string[] = [
  'authorization',
  'Authorization',
  'x-authorization',
  'X-Authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'authSecret',
  'auth_secret',
  'keySecret',
  'password',
  'headers',
  'runtimeMetadata',
];

/** Where HTTP clients hang the whole request, its headers included, on an error. */
const httpErrorFields = ['config', 'request', 'response', 'options'];

const key = (name: string): string => (/^\w+$/.test(name) ? name : `["${name}"]`);
const below = (parent: string, name: string): string =>
  /^\w+$/.test(name) ? `${parent}.${name}` : `${parent}["${name}"]`;

/** Paths in a log line that are never written: secrets at the top of a line and one level below, and HTTP errors' requests. */
export const redactedPaths: string[] = [
  ...secretFields.flatMap((name) => [key(name), below('*', name)]),
  ...httpErrorFields.flatMap((name) => [`err.${name}`, `error.${name}`, `err.cause.${name}`]),
];

export const redactedText = '[redacted]';
