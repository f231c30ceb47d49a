import { SourceError } from '../../errors/source-error.ts';
import type { HttpClient } from '../../http/http-client.ts';

/**
 * Makes a task definition known to the engine: one that is missing is created with the engine's
 * defaults, one that is there is replaced only with `overwrite`. POST takes a list, PUT one object.
 */
export async function registerTaskDefinition(
  http: HttpClient,
  name: string,
  options: { readonly overwrite: boolean },
): Promise<void> {
  const definition = { name };
  if (!(await isDefined(http, name))) {
    await http.call({
      method: 'POST',
      path: '/metadata/taskdefs',
      body: JSON.stringify([definition]),
    });
  } else if (options.overwrite) {
    await http.call({
      method: 'PUT',
      path: '/metadata/taskdefs',
      body: JSON.stringify(definition),
    });
  }
}

/** Whether the engine has a definition of this name. */
export async function isDefined(http: HttpClient, name: string): Promise<boolean> {
  try {
    await http.call({ method: 'GET', path: `/metadata/taskdefs/${encodeURIComponent(name)}` });
    return true;
  } catch (error) {
    if (error instanceof SourceError && error.status === 404 && error.kind === 'refused')
      return false;
    throw error;
  }
}
