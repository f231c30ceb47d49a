const keywords = new Set([
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'by',
  'without',
  'on',
  'ignoring',
]);

/** The names of the metrics that a PromQL expression reads, roughly: it must be a valid one. */
export function metricsIn(expression: string): string[] {
  const bare = expression
    .replace(/^label_values\((\w+)(\{.*\})?,.*$/s, '$1')
    .replace(/"[^"]*"|'[^']*'/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
  const words = bare.match(/(?<![\w:])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()/g) ?? [];
  return [...new Set(words)].filter((word) => !keywords.has(word));
}
