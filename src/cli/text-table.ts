import Table from 'cli-table3';

/** Of a border and the space beside a cell. */
const PER_COLUMN = 3;
const NARROWEST = 12;

/**
 * Rows under a header, in a box. Without colours.
 *
 * @param width of the terminal, if it is one: then the last column is broken into lines where the box would be wider
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string {
  const widths = header.map((name, place) =>
    Math.max(name.length, ...rows.map((row) => row[place]?.length ?? 0)),
  );
  const before = widths.slice(0, -1).reduce((sum, one) => sum + one + PER_COLUMN, 1);
  const last = widths.at(-1) ?? 0;
  const narrow = width !== undefined && before + last + PER_COLUMN > width;
  const table = new Table({
    head: [...header],
    style: { head: [], border: [], compact: true },
    ...(narrow && {
      colWidths: [...widths.slice(0, -1).map(() => null), Math.max(width - before - 1, NARROWEST)],
      wordWrap: true,
    }),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** The same for a page of documentation. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
