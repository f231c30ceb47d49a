import type { Java } from './find-java.ts';

/** How to run the server: the Java, the flags for the virtual machine, and the jar. */
export interface ConductorProgram {
  readonly java: Java;
  readonly jvmFlags: readonly string[];
  readonly jar: string;
}

export const heapFlag = '-Xmx512m';
