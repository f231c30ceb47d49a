/**
 * The lines of a table: columns as wide as their widest cell, two spaces apart.
 *
 * @param right whether a column is aligned to the right, by its index; default: none.
 * @param widest cells longer than this push what follows them aside, instead of every row's.
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  right: (column: number) => boolean = () => false,
  widest = Infinity,
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => {
      if (cell.length <= widest) widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Text that can't move the cursor or colour a terminal, whoever wrote it. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}
