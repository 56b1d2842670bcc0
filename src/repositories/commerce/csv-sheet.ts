import { ValueError } from '../../errors.ts';
import { type CsvRow, RowReader } from './csv-row.ts';

/** A row that became no item. */
export interface SkippedRow {
  /** The file's name as it was given. */
  readonly file: string;
  /** From 1, the header not counted. */
  readonly row: number;
  readonly reason: string;
}

/** The rows of one file, which remembers the columns that were read and the rows that could not be. */
export class CsvSheet {
  readonly file: string;
  readonly skipped: SkippedRow[] = [];
  readonly #rows: readonly CsvRow[];
  readonly #read = new Set<string>();

  constructor(file: string, rows: readonly CsvRow[]) {
    this.file = file;
    this.#rows = rows;
  }

  /** What `make` gives for each row. Rows for which it throws a ValueError are skipped. */
  map<T>(make: (row: RowReader) => T): T[] {
    return this.#rows.flatMap((cells, place) => {
      try {
        return [make(new RowReader(cells, (column) => this.#read.add(column)))];
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        this.skipped.push({ file: this.file, row: place + 1, reason: error.message });
        return [];
      }
    });
  }

  /** The same by the row's id; a row whose id stands there already is skipped. */
  byId<T>(column: string, make: (row: RowReader, id: string) => T): Map<string, T> {
    const made = new Map<string, T>();
    this.map((row) => {
      const id = row.text(column);
      if (made.has(id)) throw row.fault(column, 'there twice');
      return made.set(id, make(row, id));
    });
    return made;
  }

  /** The columns that nobody asked for. */
  unreadColumns(): string[] {
    const columns = new Set(this.#rows.flatMap((cells) => Object.keys(cells)));
    return [...columns].filter((column) => !this.#read.has(column));
  }
}
