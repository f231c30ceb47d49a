import type { Candidate, Level } from './candidate.ts';
import { judgeCandidate } from './judge-candidate.ts';
import type { Problems } from './problems.ts';
import type { SettingDefinition } from './setting-definition.ts';
import type { Setting } from './setting.ts';

/** Where what a resolution finds on its way is written down. */
export interface Findings {
  readonly problems: Problems;
  readonly warnings: Set<string>;
}

/**
 * The value that counts: the first candidate of the first level that has one. Only that one is
 * judged; a mistake that a better place hides does no harm.
 *
 * @param fallback what counts when nothing is given.
 */
export function chooseSetting(
  definition: SettingDefinition,
  levels: Iterable<Level>,
  fallback: Setting<unknown>,
  findings: Findings,
): Setting<unknown> {
  for (const level of levels) {
    const [first, ...others] = level;
    if (first === undefined) continue;
    for (const other of others) warnOfConflict(definition, first, other, findings.warnings);
    return settle(definition, first, fallback.value, findings.problems);
  }
  return fallback;
}

function settle(
  definition: SettingDefinition,
  candidate: Candidate,
  fallback: unknown,
  problems: Problems,
): Setting<unknown> {
  const { origin, from } = candidate;
  const judgement = judgeCandidate(definition, candidate);
  if (judgement.valid) return { value: judgement.value ?? fallback, origin, from };
  report(candidate, judgement.complaint, problems);
  return { value: fallback, origin, from };
}

function report(candidate: Candidate, complaint: string, problems: Problems): void {
  const sentence = `${candidate.label} ${complaint}`;
  if (candidate.file) problems.inFile(candidate.file.path, candidate.file.line, sentence);
  else problems.add(sentence);
}

function warnOfConflict(
  definition: SettingDefinition,
  first: Candidate,
  other: Candidate,
  warnings: Set<string>,
): void {
  const [best, next] = [place(first), place(other)];
  if (other.unread) warnings.add(`${best} and ${next} are both set; ${best} counts`);
  else if (!sameValue(definition, first, other))
    warnings.add(`${best} and ${next} disagree about ${definition.key}; ${best} counts`);
}

function place({ label, file }: Candidate): string {
  return file ? `${label} (${file.path}:${file.line})` : label;
}

function sameValue(definition: SettingDefinition, left: Candidate, right: Candidate): boolean {
  if (left.raw === right.raw) return true;
  const [one, two] = [judgeCandidate(definition, left), judgeCandidate(definition, right)];
  return one.valid && two.valid && one.value === two.value;
}
