/** A worker as settings see it: its names, and what its constructor or its overridden methods say. */
export interface WorkerDeclaration {
  /** Task names; each resolves by itself. */
  readonly names: readonly string[];
  /** For messages: the name of its class, say. */
  readonly label: string;
  /** The settings of `WorkerOptions`. Of any type: who writes JavaScript has no compiler to ask. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Text of a `worker.ini`, and the path by which messages name it. */
export interface SettingsFile {
  readonly path: string;
  readonly text: string;
}

/** All that settings are resolved from. */
export interface SettingsLayers {
  readonly flags?: {
    /** By key: `{ server_url: 'http://…' }` for `--server-url http://…`. */
    readonly host?: Readonly<Record<string, string | undefined>>;
    /** The texts of `--set`, in their order. */
    readonly set?: readonly string[];
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: SettingsFile | null;
  readonly workers: readonly WorkerDeclaration[];
  /** Options of `new WorkerHost(workers, options)`; what is no setting in them is ignored. */
  readonly host?: Readonly<Record<string, unknown>>;
  /** Name of this machine: the default of `worker_id`. */
  readonly hostname: string;
  /** Gives the CPUs that this process may use: what `threads = auto` means. */
  readonly cpus?: () => number;
  /** Gives the text of a file that a variable ending in `_FILE` names; may throw. */
  readonly readSecretFile?: (path: string) => string;
}
