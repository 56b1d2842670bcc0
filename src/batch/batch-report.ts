import { MonotableError } from '../errors.ts';
import { keyText } from '../operations/item-key.ts';
import type { ItemOperation } from '../operations/operation.ts';
import type { StopReason } from './drain.ts';
import { errorText } from './error-text.ts';

/** An operation that a batch can hold. */
export type BatchOperation = ItemOperation<unknown, 'get' | 'put' | 'delete'>;

/** What became of one input of a batch. */
export interface BatchEntry<O, S extends string> {
  /** Its place in the input. */
  readonly index: number;
  /** The very operation that was given. */
  readonly operation: O;
  readonly status: S;
  /** Why it failed. */
  readonly error: unknown;
  /** How many requests it was in. */
  readonly attempts: number;
}

/** What the entries do not say. */
export interface BatchTotals {
  /** Requests made; those that the SDK repeated by itself count once. */
  readonly requests: number;
  /** Capacity units consumed, when the connection asks for them. */
  readonly capacity: number | undefined;
  /** Milliseconds in all. */
  readonly ms: number;
  /** Why it ended before everything was done: an abort, the deadline, ten rounds without progress, or an error. */
  readonly stopped: StopReason | undefined;
  /** The error that ended it, if one did. */
  readonly cause: unknown;
}

/** What could not be done, but may be given to another batch. */
const REMAINING: readonly string[] = ['unprocessed', 'notAttempted'];

/** What became of every input of a batch, in the order given. */
export class BatchReport<O extends BatchOperation, S extends string> implements BatchTotals {
  readonly entries: readonly BatchEntry<O, S>[];
  /** How many entries there are of each status. */
  readonly counts: Readonly<Record<S, number>>;
  readonly requests: number;
  readonly capacity: number | undefined;
  readonly ms: number;
  readonly stopped: StopReason | undefined;
  readonly cause: unknown;
  readonly #call: string;

  constructor(
    call: string,
    statuses: readonly S[],
    entries: readonly BatchEntry<O, S>[],
    totals: BatchTotals,
  ) {
    this.#call = call;
    this.entries = entries;
    const counts = Object.fromEntries(statuses.map((status) => [status, 0])) as Record<S, number>;
    for (const { status } of entries) counts[status] += 1;
    this.counts = counts;
    this.requests = totals.requests;
    this.capacity = totals.capacity;
    this.ms = totals.ms;
    this.stopped = totals.stopped;
    this.cause = totals.cause;
  }

  /** Whether everything was done. */
  get complete(): boolean {
    return this.remaining.length === 0 && this.failed.length === 0;
  }

  /** What the service did not take, or was not asked to: the input for another batch, in the order given. */
  get remaining(): O[] {
    return this.entries.flatMap(({ status, operation }) => (REMAINING.includes(status) ? [operation] : []));
  }

  /** What was refused for itself and will never succeed as it is, with the errors. */
  get failed(): readonly BatchEntry<O, S>[] {
    return this.entries.filter(({ status }) => status === 'failed');
  }

  /** This report, if everything was done; else a BatchIncomplete that carries it. */
  throwIfIncomplete(): this {
    if (this.complete) return this;
    throw new BatchIncomplete(incompleteText(this.#call, this), this);
  }
}

/** A batch was not done as a whole. What was done stays done, and `report` says what that is. */
export class BatchIncomplete extends MonotableError {
  override readonly name = 'BatchIncomplete';
  readonly report: BatchReport<BatchOperation, string>;

  constructor(message: string, report: BatchReport<BatchOperation, string>) {
    super(message, { cause: report.cause ?? report.failed[0]?.error });
    this.report = report;
  }
}

function incompleteText(call: string, report: BatchReport<BatchOperation, string>): string {
  const counts = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
  const [failure] = report.failed;
  const first =
    failure === undefined
      ? ''
      : ` The first that failed, at ${failure.index}, is ${failure.operation.name} with ${keyText(failure.operation.key)}: ${errorText(failure.error)}.`;
  const stopped =
    report.stopped === undefined ? '' : ` It was ended: ${report.stopped}${causeText(report.cause)}.`;
  return `${call}: of ${report.entries.length}, ${counts.join(', ')}.${first}${stopped}`;
}

function causeText(cause: unknown): string {
  return cause === undefined ? '' : `, ${errorText(cause)}`;
}
