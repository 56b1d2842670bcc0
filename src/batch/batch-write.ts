import type { Connection } from '../client/connect.ts';
import { consumedCapacity, runCommand, type SendOptions } from '../client/run-command.ts';
import { checkChoice, checkOptions } from '../operations/check-options.ts';
import type { NativeItem } from '../operations/operation.ts';
import { type BatchEntry, BatchReport } from './batch-report.ts';
import { checkBatchOptions, connectionsOf } from './check-batch.ts';
import { Drain, type DrainClock, systemClock } from './drain.ts';
import { MAX_BATCH_WRITES } from './limits.ts';
import {
  type BatchWriteOperation,
  type DuplicatePolicy,
  unitId,
  type WriteUnit,
  withoutDuplicates,
  writeUnits,
} from './write-units.ts';

/** How far a batch has come. */
export interface BatchProgress {
  /** How many inputs there are. */
  readonly total: number;
  /** How many of them are done. */
  readonly done: number;
  /** How many have failed. */
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
  /** Called after each answer. */
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
 * After the first request it does not throw: the report says of each input what became of it, whatever happened.
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
  checkOptions(options, ['concurrency', 'deadline', 'onProgress', 'duplicates', 'clock'], CALL);
  checkChoice('duplicates', options.duplicates, ['error', 'last', 'sequence'], CALL);
  const settings = checkBatchOptions(options, CALL);
  const connections = connectionsOf(db, CALL);
  const units = writeUnits(connections, operations);
  const ready = withoutDuplicates(units, options.duplicates ?? 'error');
  const { clock = systemClock, onProgress, abortSignal } = options;
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
        for (const unit of chunk) unit.attempts += 1;
        const RequestItems = requestItems(chunk);
        const output = await runCommand(connections[0], CALL, CALL, { RequestItems }, { abortSignal });
        const units = consumedCapacity(output);
        if (units !== undefined) capacity = (capacity ?? 0) + units;
        const unprocessed = unprocessedIds(output.UnprocessedItems, chunk);
        const left: WriteUnit<O>[] = [];
        for (const unit of chunk) {
          if (unprocessed.has(unit.id)) {
            left.push(unit);
            continue;
          }
          unit.written = true;
          done += 1;
          if (unit.next !== undefined) drain.add([unit.next]);
        }
        return { left, throttled: left.length > 0 };
      },
      fail: (unit, error) => {
        unit.error = error;
        failed += 1;
      },
      progress: () => onProgress?.({ total: units.length, done, failed, requests, capacity }),
    },
    { ...settings, abortSignal, clock },
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
}

function requestItems<O>(chunk: readonly WriteUnit<O>[]): Record<string, object[]> {
  const items: Record<string, object[]> = {};
  for (const { tableName, request } of chunk) {
    items[tableName] ??= [];
    items[tableName].push(request);
  }
  return items;
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item?: NativeItem | undefined } | undefined;
  readonly DeleteRequest?: { readonly Key?: NativeItem | undefined } | undefined;
}

/** Told by key: what comes back are other objects than those that were sent. */
function unprocessedIds<O extends BatchWriteOperation>(
  unprocessed: Readonly<Record<string, readonly WriteRequest[]>> | undefined,
  chunk: readonly WriteUnit<O>[],
): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [tableName, requests] of Object.entries(unprocessed ?? {})) {
    const sample = chunk.find((unit) => unit.tableName === tableName)?.operation.key ?? {};
    for (const { PutRequest, DeleteRequest } of requests) {
      const item = PutRequest?.Item ?? DeleteRequest?.Key ?? {};
      ids.add(unitId(tableName, Object.fromEntries(Object.keys(sample).map((name) => [name, item[name]]))));
    }
  }
  return ids;
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
