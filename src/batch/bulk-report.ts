import { MonotableError } from '../errors.ts';
import { keyText } from '../operations/item-key.ts';
import type { NativeItem } from '../operations/operation.ts';
import type { StopReason } from './drain.ts';
import { errorText } from './error-text.ts';
import type { BatchWriteOperation } from './write-units.ts';

/** An operation that will never be written as it is. */
export interface FailedWrite {
  /** Its place in the source, from 0. */
  readonly index: number;
  /** `undefined` when the source gave an error in the place of one, or what is no operation. */
  readonly operation: BatchWriteOperation | undefined;
  readonly error: unknown;
}

/** How a bulk load went, in aggregate. */
export interface BulkTotals {
  /** Operations taken from the source. */
  readonly read: number;
  readonly written: number;
  /** Operations that will never be written as they are. */
  readonly failed: number;
  /** How many of the source, from its start, are written or failed: where another load goes on. */
  readonly position: number;
  /** Requests made; those that the SDK repeated by itself count once. */
  readonly requests: number;
  /** Write units consumed, when the connection or a rate asks for them. */
  readonly capacity: number | undefined;
  /** Milliseconds in all. */
  readonly ms: number;
  readonly firstFailure: FailedWrite | undefined;
  /** Why it ended before everything was done. */
  readonly stopped: StopReason | undefined;
  /** The error that ended it, if one did. */
  readonly cause: unknown;
}

/** The report of a bulk load. */
export class BulkReport implements BulkTotals {
  readonly read: number;
  readonly written: number;
  readonly failed: number;
  readonly position: number;
  readonly requests: number;
  readonly capacity: number | undefined;
  readonly ms: number;
  readonly firstFailure: FailedWrite | undefined;
  readonly stopped: StopReason | undefined;
  readonly cause: unknown;

  constructor(totals: BulkTotals) {
    this.read = totals.read;
    this.written = totals.written;
    this.failed = totals.failed;
    this.position = totals.position;
    this.requests = totals.requests;
    this.capacity = totals.capacity;
    this.ms = totals.ms;
    this.firstFailure = totals.firstFailure;
    this.stopped = totals.stopped;
    this.cause = totals.cause;
  }

  /** Whether the source came to its end, and everything in it was written. */
  get complete(): boolean {
    return this.stopped === undefined && this.failed === 0;
  }

  /** This report, if everything was written; else a LoadIncomplete that carries it. */
  throwIfIncomplete(): this {
    if (this.complete) return this;
    throw new LoadIncomplete(incompleteText(this), this);
  }
}

/** A bulk load did not write everything. What was written stays written; `report` says how far it came. */
export class LoadIncomplete extends MonotableError {
  override readonly name = 'LoadIncomplete';
  readonly report: BulkReport;

  constructor(message: string, report: BulkReport) {
    super(message, { cause: report.cause ?? report.firstFailure?.error });
    this.report = report;
  }
}

function incompleteText(report: BulkReport): string {
  const { read, written, failed, position, stopped, cause, firstFailure } = report;
  const first = firstFailure === undefined ? '' : ` The first that failed, ${failureText(firstFailure)}.`;
  const reason = cause === undefined ? '' : `, ${errorText(cause)}`;
  const ended = stopped === undefined ? '' : ` It was ended at position ${position}: ${stopped}${reason}.`;
  return `bulkLoad: of ${read} operations, ${written} were written and ${failed} failed.${first}${ended}`;
}

function failureText({ index, operation, error }: FailedWrite): string {
  // What is no operation at all has failed for that, and has no key to name.
  const key: NativeItem | undefined = operation?.key;
  const name = key === undefined ? '' : ` is ${operation?.name} with ${keyText(key)}`;
  return `at ${index},${name}: ${errorText(error)}`.replace(',:', ':');
}
