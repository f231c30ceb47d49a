import { redactedText } from './redaction.ts';

/** Shorter ones are in too many words. */
const leastLength = 4;

/** A text without these secrets. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce(
    (rest, secret) => (secret.length < leastLength ? rest : rest.replaceAll(secret, redactedText)),
    text,
  );
}

/** The secrets that the engine gave a task. */
export function secretsOfTask({
  runtimeMetadata,
}: {
  readonly runtimeMetadata?: Readonly<Record<string, string>>;
}): readonly string[] {
  if (runtimeMetadata === undefined) return [];
  return Object.values(runtimeMetadata).filter((value: unknown) => typeof value === 'string');
}
