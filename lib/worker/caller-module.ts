import { fileURLToPath } from 'node:url';

/**
 * The module whose top-level code led here, seen from inside outwards: the file that a thread can
 * import to have the same done again. A function in between (a factory in another file) is passed
 * over, since importing its file would not call it. When no frame is at top level (a worker made
 * later, in an event), the outermost file of the user's stands in.
 */
export function callerModule(): string | undefined {
  let outermost: string | undefined;
  const sites = callSites();
  for (const [index, site] of sites.entries()) {
    const file = userFile(site);
    if (file === undefined) continue;
    if (isTopLevelCode(site, sites[index + 1])) return file;
    if (outermost === undefined || !isDependency(file) || isDependency(outermost)) outermost = file;
  }
  return outermost;
}

/** Whose code called the user's: a server or a test runner, say, which makes no workers when it is imported. */
function isDependency(file: string): boolean {
  return /[/\\]node_modules[/\\]/.test(file);
}

function callSites(): NodeJS.CallSite[] {
  const prepareStackTrace: unknown = Reflect.get(Error, 'prepareStackTrace');
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 50;
    Error.prepareStackTrace = (_error, sites) => sites;
    return (new Error() as unknown as { stack: NodeJS.CallSite[] }).stack;
  } finally {
    Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const ownFolder = new URL('.', import.meta.url).href;

function userFile(site: NodeJS.CallSite): string | undefined {
  const name = site.getFileName();
  if (!name || name.startsWith('node:') || name.startsWith(ownFolder)) return undefined;
  const file = (name.startsWith('file:') ? fileURLToPath(name) : name).replace(/\?.*$/, '');
  return file.startsWith(fileURLToPath(ownFolder)) || !/[/\\]/.test(file) ? undefined : file;
}

/** Of anonymous code, a module's body is what Node's loader calls: a callback is called by something else. */
function isTopLevelCode(site: NodeJS.CallSite, caller: NodeJS.CallSite | undefined): boolean {
  const name = site.getFunctionName();
  const type = site.getTypeName();
  // An ES module's body has no name; a CommonJS module's body is called on its `exports`.
  return (
    name === null &&
    !site.isConstructor() &&
    (caller === undefined || caller.getFileName()?.startsWith('node:internal/modules/') === true) &&
    (type === null || type === 'Object' || type === 'undefined')
  );
}
