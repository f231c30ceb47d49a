import { didYouMean } from '../settings/did-you-mean.ts';

/** What yargs says of a wrong command line, in words that help: each unknown option with the one probably meant. */
export function explainUsage(message: string, options: readonly string[]): string {
  const unknown = /^Unknown arguments?: (.*)$/m.exec(message)?.[1];
  if (unknown !== undefined) return unknownArguments(unknown.split(', '), options);
  const missing = /^Not enough non-option arguments: got (\d+), need at least (\d+)/.exec(message);
  if (missing)
    return `Arguments are missing: ${missing[1] ?? ''} of ${missing[2] ?? ''} are there.`;
  return message.startsWith('Did you mean') ? `Unknown command. ${message}` : message;
}

function unknownArguments(words: readonly string[], options: readonly string[]): string {
  // yargs names an option twice, as typed and in camel case.
  const typed = words.filter((word) => !/[A-Z]/.test(word) || !words.includes(kebab(word)));
  return typed
    .map((word) => {
      const near = didYouMean(word, options);
      return `Unknown argument: ${word}${near === null ? '' : `. Did you mean --${near}?`}`;
    })
    .join('\n');
}

function kebab(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
