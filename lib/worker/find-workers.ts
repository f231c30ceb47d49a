import { ModuleError } from '../errors/module-error.ts';
import { isWorker, namesOf, type WorkerAbc } from './worker-abc.ts';

type WorkerClass = new () => WorkerAbc;

/**
 * The workers among a module's exports: instances as they are, classes instantiated without
 * arguments. A class of which an instance, or a subclass, is exported too only helps that one.
 *
 * @throws ModuleError when a class can't be instantiated, or its instance has no task name.
 */
export function collectWorkers(exports: object, file: string): WorkerAbc[] {
  const found = new Set<WorkerAbc | WorkerClass>();
  for (const [name, value] of Object.entries(exports)) {
    gather(value, found, isWrapper(name));
  }
  const all = [...found];
  return all.flatMap((item) => {
    if (isWorker(item)) return [item];
    return all.some((other) => other !== item && descendsFrom(other, item))
      ? []
      : [instantiate(item, file)];
  });
}

/** Names under which a compiled or CommonJS module's exports are found once more, as one object. */
function isWrapper(name: string): boolean {
  return name === 'default' || name === 'module.exports';
}

function gather(value: unknown, found: Set<WorkerAbc | WorkerClass>, wrapped: boolean): void {
  if (isWorker(value) || isWorkerClass(value)) {
    found.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) gather(item, found, false);
  } else if (wrapped && typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (inner !== value) gather(inner, found, isWrapper(name));
    }
  }
}

/** By its methods, since a class from another copy of this package has another base class. */
function isWorkerClass(value: unknown): value is WorkerClass {
  if (typeof value !== 'function') return false;
  const prototype = value.prototype as Partial<WorkerAbc> | undefined;
  return (
    typeof prototype?.execute === 'function' &&
    typeof prototype.getTaskDefinitionName === 'function' &&
    typeof prototype.getTaskResultFromTask === 'function'
  );
}

function descendsFrom(item: WorkerAbc | WorkerClass, base: WorkerClass): boolean {
  const start: unknown = isWorker(item) ? item : item.prototype;
  return Object.prototype.isPrototypeOf.call(base.prototype as object, start as object);
}

function instantiate(workerClass: WorkerClass, file: string): WorkerAbc {
  const worker = construct(workerClass, file);
  if (namesOf(worker).length > 0) return worker;
  throw new ModuleError(
    file,
    `${file}: class ${workerClass.name} has no task name when made without arguments. Export an ` +
      `instance (new ${workerClass.name}('task_name')), or override getTaskDefinitionName().`,
  );
}

function construct(workerClass: WorkerClass, file: string): WorkerAbc {
  try {
    return new workerClass();
  } catch (error) {
    throw new ModuleError(
      file,
      `${file}: class ${workerClass.name} can't be made without arguments (${String(error)}). ` +
        'Export an instance of it.',
      { cause: error },
    );
  }
}
