import { ValueError } from '../../errors.ts';
import { allLines, LONGEST_LINE } from '../../transfer/text-lines.ts';

/** A row of a CSV file: its cells, or its text and what is wrong with it. */
export type CsvRow =
  | { readonly cells: readonly string[] }
  | { readonly text: string; readonly error: ValueError };

/** A cell without quotes. */
const PLAIN = /[^",\r]*/y;
/** What stands between quotes: those in it are doubled. */
const QUOTED = /[^"]*(?:""[^"]*)*/y;
/** What follows a cell. */
const CELL_END = /,|\r?$/y;

interface OpenRow {
  /** The line that it begins in. */
  readonly line: number;
  text: string;
  readonly cells: string[];
  /** What there is of a cell whose closing quote is still to come. */
  quoted: string | undefined;
}

/**
 * The rows of a CSV file (RFC 4180), without empty lines. A row with a quote in the wrong place ends with that line, and the
 * next line begins another row. That is why this is not left to a package: those either end there, or read on to the next
 * quote without giving what they passed over.
 *
 * @throws RangeError for a row that is too long.
 */
export async function* csvRows(pieces: AsyncIterable<string>): AsyncGenerator<CsvRow> {
  let number = 0;
  let row: OpenRow | undefined;
  for await (const line of allLines(pieces)) {
    number += 1;
    if (row === undefined) {
      if (line === '' || line === '\r') continue;
      row = { line: number, text: line, cells: [], quoted: undefined };
    } else {
      row.text += `\n${line}`;
      row.quoted = `${row.quoted ?? ''}\n`;
    }
    if (row.text.length > LONGEST_LINE) {
      throw new RangeError(
        `The row of line ${row.line} has more than ${LONGEST_LINE} characters: a quote is not closed.`,
      );
    }
    if (!readLine(line, row)) yield { text: row.text, error: misplaced(number) };
    else if (row.quoted === undefined) yield { cells: row.cells };
    else continue;
    row = undefined;
  }
  if (row !== undefined) yield { text: row.text, error: unclosed(row.line) };
}

/** Adds the cells of a line to a row; whether its quotes are in their places. */
function readLine(line: string, row: OpenRow): boolean {
  let place = 0;
  const matched = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = place;
    const found = pattern.exec(line)?.[0];
    place += found?.length ?? 0;
    return found;
  };
  for (;;) {
    if (row.quoted === undefined && line[place] === '"') {
      place += 1;
      row.quoted = '';
    }
    if (row.quoted === undefined) {
      row.cells.push(matched(PLAIN) ?? '');
    } else {
      row.quoted += matched(QUOTED) ?? '';
      if (place === line.length) return true;
      place += 1;
      row.cells.push(row.quoted.replaceAll('""', '"'));
      row.quoted = undefined;
    }
    const end = matched(CELL_END);
    if (end !== ',') return end !== undefined;
  }
}

function misplaced(line: number): ValueError {
  return new ValueError(
    `Line ${line} is no CSV: a cell with a quote or a carriage return has to be in quotes, and its quotes doubled.`,
  );
}

function unclosed(line: number): ValueError {
  return new ValueError(`The row of line ${line} is no CSV: a quote is not closed.`);
}
