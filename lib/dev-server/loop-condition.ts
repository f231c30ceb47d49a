import { badRequest } from './api-error.ts';
import { stepsOf, walk } from './expressions.ts';
import type { JsonObject } from './json-values.ts';

/** Evaluates to what JavaScript would make of it, with `$` as the scope. */
export type Condition = (scope: JsonObject) => unknown;

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|'([^']*)'|"([^"]*)"|(\$(?:\.\w+|\[\s*(?:'[^']*'|"[^"]*"|\d+)\s*\])+)|(true|false|null)\b|(===|!==|==|!=|<=|>=|<|>|&&|\|\||!|\(|\)))/y;
const IF_ELSE = /^\s*if\s*\(([\s\S]*)\)\s*\{?\s*true;?\s*\}?\s*else\s*\{?\s*false;?\s*\}?\s*$/;

type Token = { readonly operand: Condition } | { readonly operator: string };

const COMPARISONS: Readonly<Record<string, (left: never, right: never) => boolean>> = {
  '===': (left, right) => left === right,
  '!==': (left, right) => left !== right,
  '==': (left, right) => left == right,
  '!=': (left, right) => left != right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
};

/**
 * Reads a loop condition: paths from `$`, literals, comparisons, `&&`, `||`, `!` and brackets, alone or as
 * `if (…) { true; } else { false; }`. No script engine: a definition that came over HTTP must not run code here.
 */
export function parseCondition(text: string, reference: string): Condition {
  const condition = IF_ELSE.exec(text)?.[1] ?? text.replace(/;\s*$/, '');
  try {
    return new ConditionParser(tokensOf(condition)).parse();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw badRequest(
      `DO_WHILE '${reference}': the dev-server can't evaluate the loopCondition ${JSON.stringify(text)}: ${reason}. ` +
        'It knows paths from $, literals, comparisons, &&, ||, ! and brackets.',
    );
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`it can't read "${text.slice(at)}"`);
    tokens.push(tokenOf(match));
  }
  return tokens;
}

function tokenOf([, number, single, double, path, word, operator]: RegExpExecArray): Token {
  if (operator !== undefined) return { operator };
  if (path !== undefined) {
    const steps = stepsOf(path.slice(1));
    return { operand: (scope) => walk(scope, steps) };
  }
  const literal: unknown =
    number === undefined && word === undefined
      ? (single ?? double)
      : JSON.parse(number ?? word ?? '');
  return { operand: () => literal };
}

class ConditionParser {
  readonly #tokens: Token[];

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  parse(): Condition {
    const condition = this.#or();
    if (this.#tokens.length > 0) throw new Error('something follows its end');
    return condition;
  }

  #takeOperator(...wanted: string[]): string | undefined {
    const next = this.#tokens[0];
    if (next === undefined || !('operator' in next) || !wanted.includes(next.operator))
      return undefined;
    this.#tokens.shift();
    return next.operator;
  }

  #or(): Condition {
    const left = this.#and();
    if (this.#takeOperator('||') === undefined) return left;
    const right = this.#or();
    return (scope) => Boolean(left(scope)) || Boolean(right(scope));
  }

  #and(): Condition {
    const left = this.#comparison();
    if (this.#takeOperator('&&') === undefined) return left;
    const right = this.#and();
    return (scope) => Boolean(left(scope)) && Boolean(right(scope));
  }

  #comparison(): Condition {
    const left = this.#operand();
    const operator = this.#takeOperator(...Object.keys(COMPARISONS));
    if (operator === undefined) return left;
    const right = this.#operand();
    const compare = COMPARISONS[operator];
    return (scope) => compare?.(left(scope) as never, right(scope) as never);
  }

  #operand(): Condition {
    if (this.#takeOperator('!') !== undefined) {
      const operand = this.#operand();
      return (scope) => !operand(scope);
    }
    if (this.#takeOperator('(') !== undefined) {
      const inner = this.#or();
      if (this.#takeOperator(')') === undefined) throw new Error('a bracket is not closed');
      return inner;
    }
    const next = this.#tokens.shift();
    if (next === undefined || 'operator' in next) throw new Error('a value is missing');
    return next.operand;
  }
}
