import { shown, ValueError } from '../../errors.ts';

/** One row of a CSV file: its texts by column. */
export type CsvRow = Readonly<Record<string, string>>;

const INSTANT = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}:\d{2})(?:\.(\d{3}))?)?$/;
const CENTS = /^(\d+)(?:\.(\d{0,2})0*)?$/;
/** Fractions such as 0.15 may have gone through a 32-bit float: 0.15000000596046448. */
const PERCENT_ERROR = 1e-4;

/** Reads the cells of one row as values. Throws a ValueError that names the column and shows the cell. */
export class RowReader {
  readonly #cells: CsvRow;
  readonly #onRead: (column: string) => void;

  constructor(cells: CsvRow, onRead: (column: string) => void) {
    this.#cells = cells;
    this.#onRead = onRead;
  }

  /** `undefined` for an absent or empty cell and for the text `NULL`. */
  optional(column: string): string | undefined {
    this.#onRead(column);
    const cell = this.#cells[column];
    return cell === undefined || cell === '' || cell === 'NULL' ? undefined : cell;
  }

  text(column: string): string {
    const cell = this.optional(column);
    if (cell === undefined) throw new ValueError(`${column} is absent`);
    return cell;
  }

  /** A whole number of 0 or more. */
  whole(column: string): number {
    const cell = this.text(column);
    const number = Number(cell);
    if (!/^\d+$/.test(cell) || !Number.isSafeInteger(number)) throw this.fault(column, 'no whole number');
    return number;
  }

  /** `14.00` is 1400. */
  cents(column: string): number {
    const [, units, hundredths = ''] = CENTS.exec(this.text(column)) ?? [];
    const cents = Number(`${units}${hundredths.padEnd(2, '0')}`);
    if (units === undefined || !Number.isSafeInteger(cents)) throw this.fault(column, 'no amount of money');
    return cents;
  }

  /** `0.15` is 15. */
  percent(column: string): number {
    const hundredths = Number(this.text(column)) * 100;
    const percent = Math.round(hundredths);
    if (!(Math.abs(hundredths - percent) < PERCENT_ERROR && percent >= 0 && percent <= 100)) {
      throw this.fault(column, 'no fraction of whole percents');
    }
    return percent;
  }

  /** `1996-07-04 00:00:00.000` is `1996-07-04T00:00:00.000Z`. */
  optionalInstant(column: string): string | undefined {
    const cell = this.optional(column);
    if (cell === undefined) return undefined;
    const [, day, time = '00:00:00', milliseconds = '000'] = INSTANT.exec(cell) ?? [];
    const instant = `${day}T${time}.${milliseconds}Z`;
    const date = new Date(instant);
    // A day such as February 30 becomes a day in March.
    if (Number.isNaN(date.getTime()) || date.toISOString() !== instant) throw this.fault(column, 'no date');
    return instant;
  }

  instant(column: string): string {
    const instant = this.optionalInstant(column);
    if (instant === undefined) throw new ValueError(`${column} is absent`);
    return instant;
  }

  /** The error for a cell that cannot be used. */
  fault(column: string, problem: string): ValueError {
    return new ValueError(`${column} ${shown(this.#cells[column])} is ${problem}`);
  }
}
