import type { Connection } from '../client/connect.ts';
import { consumedCapacity } from '../client/consumed-capacity.ts';
import { runCommand } from '../client/run-command.ts';
import { itemSize } from '../expressions/item-size.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import type { ItemOperation, NativeItem } from '../operations/operation.ts';
import { answeredUnits } from './answered-unit.ts';
import { type BatchEntry, BatchReport, type BatchTotals } from './batch-report.ts';
import type { BatchOptions } from './batch-write.ts';
import { byTable } from './by-table.ts';
import { checkBatchOptions, connectionsOf } from './check-batch.ts';
import { copyItem } from './copy-item.ts';
import { Drain } from './drain.ts';
import { type BatchGetOperation, type GetShape, type GetUnit, type Read, readsOf } from './get-units.ts';
import { MAX_BATCH_GETS } from './limits.ts';
import { withOwnSignal } from './own-signal.ts';
import { settledInTime } from './settled-in-time.ts';

const STATUSES = ['found', 'missing', 'unprocessed', 'failed', 'notAttempted'] as const;

/** What becomes of one read: `missing` is the answer that there is no such item, which for `getOrThrow` is `failed`. */
export type GetStatus = (typeof STATUSES)[number];

/** By place, what each operation gives; `undefined` also for what could not be read. */
export type BatchItems<T extends readonly BatchGetOperation[]> = {
  -readonly [I in keyof T]: T[I] extends ItemOperation<infer R, 'get'> ? R | undefined : never;
};

/** The report of a batch of reads. */
export class BatchGetReport<T extends readonly BatchGetOperation[]> extends BatchReport<
  T[number],
  GetStatus
> {
  /** What was read, in the order of the input; an item that was asked for twice stands at both places. */
  readonly items: BatchItems<T>;

  constructor(
    items: BatchItems<T>,
    entries: readonly BatchEntry<T[number], GetStatus>[],
    totals: BatchTotals,
  ) {
    super(CALL, STATUSES, entries, totals);
    this.items = items;
  }
}

const CALL = 'batchGet';

/** The service ends an answer at 16 MB (API reference, BatchGetItem); items have 400 KB at most. */
const FULL_BYTES = 15 * 1024 * 1024;

/**
 * Reads any number of items: BatchGetItem with 100 keys each, several at once, until the service has answered for every
 * one. Items that are asked for twice are read once.
 *
 * Once it has begun it does not throw: the report tells `missing` items from those that could not be read, and an item
 * that is invalid, or absent for `getOrThrow`, fails alone.
 *
 * @throws RequestError before anything is sent: an operation that is no get.
 * @example
 * ```ts
 * import { batchGet, connect } from 'monotable';
 * import { Product, shop } from 'monotable/commerce';
 *
 * export async function products(ids: string[]) {
 *   const gets = ids.map((productId) => Product.get({ productId }));
 *   const report = await batchGet(connect({ table: shop }), gets);
 *   return report.throwIfIncomplete().items; // in the order of ids, undefined where there is none
 * }
 * ```
 */
export async function batchGet<const T extends readonly BatchGetOperation[]>(
  db: Connection | readonly Connection[],
  operations: T,
  options: BatchOptions = {},
): Promise<BatchGetReport<T>> {
  checkCallOptions(options, ['concurrency', 'deadline', 'onProgress', 'clock', 'abortSignal'], CALL);
  const settings = checkBatchOptions(options, CALL);
  const connections = connectionsOf(db, CALL);
  const reads = readsOf(connections, operations);
  const { clock } = settings;
  return withOwnSignal(settings.abortSignal, async (abortSignal) => {
    const started = clock.now();
    const distinct = new Set(reads.map(({ unit }) => unit));
    let requests = 0;
    let done = 0;
    let failed = 0;
    let capacity: number | undefined;
    let stopped: Drain<GetUnit>['stopped'];

    for (const shape of new Set(reads.map(({ unit }) => unit.shape))) {
      let size = MAX_BATCH_GETS;
      const drain: Drain<GetUnit> = new Drain(
        {
          size: () => size,
          send: async (chunk) => {
            requests += 1;
            for (const unit of chunk) unit.attempts += 1;
            const input = { RequestItems: requestItems(chunk, shape) };
            const output = await runCommand(connections[0], CALL, CALL, input, { abortSignal });
            const consumed = consumedCapacity(output);
            if (consumed !== undefined) capacity = (capacity ?? 0) + consumed;
            const left = settle(chunk, output.Responses, output.UnprocessedKeys);
            done += chunk.length - left.length;
            const full = left.length > 0 && isFull(output.Responses);
            // So large are these items; more of them than fit would be asked for in vain.
            if (full) size = Math.max(1, chunk.length - left.length);
            // The service counts items before their projection, so of these it cannot be told.
            const told = shape.ProjectionExpression === undefined || left.length === chunk.length;
            return { left, throttled: left.length > 0 && !full && told };
          },
          fail: (unit, error) => {
            unit.error = error;
            failed += 1;
          },
          progress: async () => {
            const progress = { total: distinct.size, done, failed, requests, capacity };
            await settledInTime(options.onProgress?.(progress), clock, abortSignal);
          },
        },
        { ...settings, abortSignal },
      );
      drain.add([...distinct].filter((unit) => unit.shape === shape));
      await drain.finish();
      stopped = drain.stopped;
      if (stopped !== undefined) break;
    }

    const results = reads.map(resultOf);
    return new BatchGetReport<T>(
      results.map(({ item }) => item) as BatchItems<T>,
      results.map(({ entry }) => entry),
      { requests, capacity, ms: clock.now() - started, stopped: stopped?.reason, cause: stopped?.error },
    );
  });
}

function requestItems(chunk: readonly GetUnit[], shape: GetShape): Record<string, { Keys: NativeItem[] }> {
  const keys = Object.entries(byTable(chunk.map(({ tableName, operation }) => [tableName, operation.key])));
  return Object.fromEntries(keys.map(([tableName, Keys]) => [tableName, { ...shape, Keys }]));
}

type Found = Readonly<Record<string, readonly NativeItem[]>> | undefined;
type NotFoundYet =
  | Readonly<Record<string, { readonly Keys?: readonly NativeItem[] | undefined }>>
  | undefined;

/**
 * Gives every unit its item and returns those that were not answered for. Answers come in any order. Throws when one is for
 * what was not asked for.
 */
function settle(chunk: readonly GetUnit[], found: Found, unprocessed: NotFoundYet): GetUnit[] {
  const unitOf = answeredUnits(chunk, CALL);
  const items = new Map<GetUnit, NativeItem>();
  const open = new Set<GetUnit>();
  for (const [tableName, list] of Object.entries(found ?? {})) {
    for (const item of list) items.set(unitOf(tableName, item), item);
  }
  for (const [tableName, { Keys = [] }] of Object.entries(unprocessed ?? {})) {
    for (const key of Keys) open.add(unitOf(tableName, key));
  }
  return chunk.filter((unit) => {
    if (open.has(unit)) return true;
    unit.answered = true;
    unit.item = items.get(unit);
    return false;
  });
}

/** Whether an answer left something out because it is full, and not because the table is throttled. */
function isFull(found: Found): boolean {
  let bytes = 0;
  for (const items of Object.values(found ?? {})) {
    for (const item of items) bytes += itemSize(item);
  }
  return bytes >= FULL_BYTES;
}

function resultOf(
  { operation, unit }: Read,
  index: number,
): { readonly item: unknown; readonly entry: BatchEntry<BatchGetOperation, GetStatus> } {
  const { attempts, answered, error } = unit;
  if (error !== undefined)
    return { item: undefined, entry: { index, operation, status: 'failed', error, attempts } };
  if (!answered) {
    const status = attempts === 0 ? 'notAttempted' : 'unprocessed';
    return { item: undefined, entry: { index, operation, status, error, attempts } };
  }
  try {
    // Two readers of one item share nothing of it.
    const own = unit.shared && unit.item !== undefined ? copyItem(unit.item) : unit.item;
    const item = operation.read({ Item: own });
    // An item may be there and yet be none to its reader: one that has expired.
    const status = item === undefined ? 'missing' : 'found';
    return { item, entry: { index, operation, status, error, attempts } };
  } catch (cause) {
    // One bad item must not cost the others.
    return { item: undefined, entry: { index, operation, status: 'failed', error: cause, attempts } };
  }
}
