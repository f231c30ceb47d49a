import { styleText } from 'node:util';

/** Whether stdout is a terminal that is to show colours. */
export function hasColours(): boolean {
  return process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/** The text as it is where there are no colours. */
export function styled(style: 'bold' | 'green' | 'yellow' | 'red' | 'dim', text: string): string {
  return hasColours() ? styleText(style, text) : text;
}
