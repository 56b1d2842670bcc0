import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { checkCallOptions, checkChoice } from '../operations/check-options.ts';
import { type BatchEntry, BatchReport } from './batch-report.ts';
import { checkBatchOptions, connectionsOf } from './check-batch.ts';
import { Drain, type DrainClock } from './drain.ts';
import { MAX_BATCH_WRITES } from './limits.ts';
import { withOwnSignal } from './own-signal.ts';
import { settledInTime } from './settled-in-time.ts';
import { writeChunk } from './write-chunk.ts';
import {
  type BatchWriteOperation,
  type DuplicatePolicy,
  type WriteUnit,
  withoutDuplicates,
  writeUnits,
} from './write-units.ts';

/** How far a batch has come. */
export interface BatchProgress {
  /** How many writes or reads there are to do: what stands in the input twice may be done once. */
  readonly total: number;
  /** How many of them are done. */
  readonly done: number;
  /** How many the service has refused. */
  readonly failed: number;
  readonly requests: number;
  /** Capacity units consumed, when the connection asks for them. */
  readonly capacity: number | undefined;
}

/** How a batch is sent. */
export interface BatchOptions extends SendOptions {
  /** Requests in flight at most. Default 16. */
  readonly concurrency?: number;
  /** No request is begun after this time. Default: none. */
  readonly deadline?: Date;
  /** Called after each answer. A promise that it gives is waited for; what it throws ends the batch. */
  readonly onProgress?: (progress: BatchProgress) => void;
  /** The clock and the dice, for tests. */
  readonly clock?: DrainClock;
}

/** How a batch of writes is sent. */
export interface BatchWriteOptions extends BatchOptions {
  /**
   * Two inputs for one item: `'error'` refuses the batch before anything is sent; `'last'` writes the later one only;
   * `'sequence'` writes the later one after the earlier one was written. Default `'error'`.
   */
  readonly duplicates?: DuplicatePolicy;
}

const STATUSES = ['written', 'unprocessed', 'failed', 'notAttempted'] as const;

/** What becomes of one input: `unprocessed` was sent and not taken, as far as anybody knows. */
export type WriteStatus = (typeof STATUSES)[number];

/** The report of a batch of writes. */
export type BatchWriteReport<O extends BatchWriteOperation> = BatchReport<O, WriteStatus>;

const CALL = 'batchWrite';

/**
 * Writes any number of items: BatchWriteItem with 25 puts and deletes each, several at once, until the service has taken
 * every one. It slows down when the table is throttled and speeds up again.
 *
 * Once it has begun it does not throw: the report says of each input what became of it, whatever happened.
 *
 * @throws RequestError before anything is sent: an operation that is no put or delete or has a condition, an item over 400
 * KB, two inputs for one item.
 * @example
 * ```ts
 * import { batchWrite, connect } from 'monotable';
 * import { OrderItem, shop } from 'monotable/commerce';
 *
 * export async function save(lines: OrderItem[]) {
 *   const report = await batchWrite(connect({ table: shop }), lines.map((line) => OrderItem.put(line)));
 *   report.throwIfIncomplete();
 * }
 * ```
 */
export async function batchWrite<O extends BatchWriteOperation>(
  db: Connection | readonly Connection[],
  operations: readonly O[],
  options: BatchWriteOptions = {},
): Promise<BatchWriteReport<O>> {
  checkCallOptions(
    options,
    ['concurrency', 'deadline', 'onProgress', 'duplicates', 'clock', 'abortSignal'],
    CALL,
  );
  checkChoice('duplicates', options.duplicates, ['error', 'last', 'sequence'], CALL);
  const settings = checkBatchOptions(options, CALL);
  const connections = connectionsOf(db, CALL);
  const units = writeUnits(connections, operations);
  const ready = withoutDuplicates(units, options.duplicates ?? 'error');
  const total = options.duplicates === 'sequence' ? units.length : ready.length;
  const { clock } = settings;
  return withOwnSignal(settings.abortSignal, async (abortSignal) => {
    const started = clock.now();
    let requests = 0;
    let done = 0;
    let failed = 0;
    let capacity: number | undefined;

    const drain = new Drain<WriteUnit<O>>(
      {
        size: () => MAX_BATCH_WRITES,
        send: async (chunk) => {
          requests += 1;
          const {
            written,
            left,
            capacity: consumed,
          } = await writeChunk(connections[0], CALL, chunk, abortSignal);
          if (consumed !== undefined) capacity = (capacity ?? 0) + consumed;
          done += written.length;
          for (const unit of written) {
            unit.written = true;
            if (unit.next !== undefined) drain.add([unit.next]);
          }
          return { left, throttled: left.length > 0 };
        },
        fail: (unit, error) => {
          unit.error = error;
          failed += 1;
        },
        progress: async () => {
          const progress = { total, done, failed, requests, capacity };
          await settledInTime(options.onProgress?.(progress), clock, abortSignal);
        },
      },
      { ...settings, abortSignal },
    );
    drain.add(ready);
    await drain.finish();
    const { stopped } = drain;
    return new BatchReport(CALL, STATUSES, units.map(entryOf), {
      requests,
      capacity,
      ms: clock.now() - started,
      stopped: stopped?.reason,
      cause: stopped?.error,
    });
  });
}

function entryOf<O>(unit: WriteUnit<O>): BatchEntry<O, WriteStatus> {
  const { index, operation, attempts } = unit;
  let winner = unit;
  while (winner.replacedBy !== undefined) winner = winner.replacedBy;
  return { index, operation, attempts, error: winner.error, status: statusOf(winner) };
}

function statusOf<O>({ written, error, attempts }: WriteUnit<O>): WriteStatus {
  if (written) return 'written';
  if (error !== undefined) return 'failed';
  return attempts === 0 ? 'notAttempted' : 'unprocessed';
}
