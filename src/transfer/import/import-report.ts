import type { StopReason } from '../../batch/drain.ts';
import { errorText } from '../../batch/error-text.ts';
import { MonotableError } from '../../errors.ts';
import type { FailedRow, RowPlace } from './import-options.ts';

/** How an import went. */
export interface ImportTotals {
  /** Rows that there are to import, in all files. */
  readonly rows: number;
  /** How many of them earlier calls have done, as the checkpoint says, and how many of those failed. */
  readonly before: { readonly rows: number; readonly failed: number };
  /** Rows that this call took from files. */
  readonly read: number;
  readonly written: number;
  /** Rows that will never be written as they are. */
  readonly failed: number;
  readonly firstFailure: FailedRow | undefined;
  /** The first row that is not done: where another call goes on. `undefined` at the end. */
  readonly next: RowPlace | undefined;
  readonly requests: number;
  /** Write units consumed, when the connection or a rate asks for them. */
  readonly capacity: number | undefined;
  readonly ms: number;
  /** Why it ended before everything was done. */
  readonly stopped: StopReason | undefined;
  /** The error that ended it, if one did. */
  readonly cause: unknown;
}

/** The report of an import. */
export class ImportReport implements ImportTotals {
  readonly rows: number;
  readonly before: { readonly rows: number; readonly failed: number };
  readonly read: number;
  readonly written: number;
  readonly failed: number;
  readonly firstFailure: FailedRow | undefined;
  readonly next: RowPlace | undefined;
  readonly requests: number;
  readonly capacity: number | undefined;
  readonly ms: number;
  readonly stopped: StopReason | undefined;
  readonly cause: unknown;

  constructor(totals: ImportTotals) {
    this.rows = totals.rows;
    this.before = totals.before;
    this.read = totals.read;
    this.written = totals.written;
    this.failed = totals.failed;
    this.firstFailure = totals.firstFailure;
    this.next = totals.next;
    this.requests = totals.requests;
    this.capacity = totals.capacity;
    this.ms = totals.ms;
    this.stopped = totals.stopped;
    this.cause = totals.cause;
  }

  /** Whether every row is written, by this call and those before. */
  get complete(): boolean {
    return this.stopped === undefined && this.failed === 0 && this.before.failed === 0;
  }

  /** This report, if every row is written; else an ImportIncomplete that carries it. */
  throwIfIncomplete(): this {
    if (this.complete) return this;
    throw new ImportIncomplete(incompleteText(this), this);
  }
}

/** An import did not write every row. What was written stays written; `report` says how far it came. */
export class ImportIncomplete extends MonotableError {
  override readonly name = 'ImportIncomplete';
  readonly report: ImportReport;

  constructor(message: string, report: ImportReport) {
    super(message, { cause: report.cause ?? report.firstFailure?.error });
    this.report = report;
  }
}

function incompleteText(report: ImportReport): string {
  const { rows, read, written, failed, before, firstFailure, next, stopped, cause } = report;
  const earlier =
    before.rows === 0 ? '' : ` Of ${before.rows} that were done before, ${before.failed} had failed.`;
  const first =
    firstFailure === undefined
      ? ''
      : ` The first that failed is row ${firstFailure.row} of ${firstFailure.file}: ${errorText(firstFailure.error)}`;
  const reason = cause === undefined ? '' : `, ${errorText(cause)}`;
  const place = next === undefined ? '' : ` before row ${next.row} of ${next.file}`;
  const ended = stopped === undefined ? '' : ` It was ended${place}: ${stopped}${reason}`;
  return `importExport: of ${rows} rows, ${read} were read, ${written} written, and ${failed} failed.${earlier}${first}${ended}`;
}
