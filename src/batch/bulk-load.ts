import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import { BULK_LOAD_OPTIONS, type BulkLoadOptions } from './bulk-options.ts';
import { BulkReport, type FailedWrite } from './bulk-report.ts';
import { checkBatchOptions, checkRate, connectionsOf } from './check-batch.ts';
import { isOperation } from './check-operation.ts';
import { Drain, type DrainClock, type StopReason } from './drain.ts';
import { MAX_BATCH_WRITES } from './limits.ts';
import { type LoadUnit, leastUnits, loadUnit } from './load-unit.ts';
import { withOwnSignal } from './own-signal.ts';
import { settledInTime } from './settled-in-time.ts';
import { SourceReader } from './source-reader.ts';
import { UnitBudget } from './unit-budget.ts';
import { Watermark } from './watermark.ts';
import { writeChunk } from './write-chunk.ts';
import type { BatchWriteOperation } from './write-units.ts';

const CALL = 'bulkLoad';

/** Operations between two checkpoints. */
const CHECKPOINT_EVERY = 1_000;

/** Chunks that are read while as many as may be are on their way. */
const CHUNKS_AHEAD = 2;

/** Reading waits for an operation that the table will not take, when so many after it are done. */
const MOST_AHEAD = 10_000;

/** A timer of more goes off at once (Node.js: timers). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Writes a stream of puts and deletes, however long, with the memory of a few hundred of them: the source is read as fast
 * as the table takes what comes out of it. Operations for one item are done in their order. Where a record could not be
 * made into an operation, the source gives the error in its place. Each item is copied when it is read: the source may use
 * its objects again.
 *
 * It does not throw once it has begun: the report says how far it came, and `position` where to go on. One operation that
 * cannot be written does not stop the others; it goes to `onFailed`.
 *
 * @throws RequestError before anything is read, for options that are none.
 * @example
 * ```ts
 * import { bulkLoad, connect } from 'monotable';
 * import { OrderItem, shop } from 'monotable/commerce';
 *
 * async function* puts(lines: AsyncIterable<OrderItem>) {
 *   for await (const line of lines) yield OrderItem.put(line);
 * }
 *
 * export async function load(lines: AsyncIterable<OrderItem>) {
 *   const report = await bulkLoad(connect({ table: shop }), puts(lines), { writeUnitsPerSecond: 2_000 });
 *   report.throwIfIncomplete();
 * }
 * ```
 */
export async function bulkLoad(
  db: Connection | readonly Connection[],
  source: AsyncIterable<BatchWriteOperation | Error> | Iterable<BatchWriteOperation | Error>,
  options: BulkLoadOptions = {},
): Promise<BulkReport> {
  checkCallOptions(options, BULK_LOAD_OPTIONS, CALL);
  const settings = checkBatchOptions(options, CALL);
  const rate = options.writeUnitsPerSecond;
  checkRate(rate, CALL);
  const connections = connectionsOf(db, CALL);
  checkSource(source);
  const { clock } = settings;
  return withOwnSignal(settings.abortSignal, async (abortSignal) => {
    const sender = rate === undefined ? connections[0] : { ...connections[0], capacity: true };
    const budget = rate === undefined ? undefined : new UnitBudget(rate, clock.now);
    const mostUnsettled = (settings.concurrency + CHUNKS_AHEAD) * MAX_BATCH_WRITES;
    const started = clock.now();
    const settled = new Watermark();
    const latest = new Map<string, LoadUnit>();
    let read = 0;
    let written = 0;
    let failed = 0;
    let requests = 0;
    let capacity: number | undefined;
    let firstFailure: FailedWrite | undefined;
    let checkpoint = 0;
    let saving = false;
    let hung = false;

    const inTime = (given: unknown): Promise<boolean> => settledInTime(given, clock, abortSignal);
    const settle = (unit: LoadUnit): void => {
      settled.add(unit.index);
      if (latest.get(unit.id) === unit) latest.delete(unit.id);
      if (unit.next !== undefined) drain.add([unit.next]);
    };
    /** Whether it was told of it; else it is not settled. */
    const fail = (failure: FailedWrite): Promise<boolean> => {
      failed += 1;
      firstFailure ??= failure;
      return inTime(options.onFailed?.(failure));
    };
    const save = async (every: number): Promise<void> => {
      const { position } = settled;
      if (saving || position - checkpoint < every) return;
      saving = true;
      hung = !(await inTime(options.onCheckpoint?.(position)));
      if (hung) return;
      checkpoint = position;
      saving = false;
    };
    const drain: Drain<LoadUnit> = new Drain(
      {
        size: () => MAX_BATCH_WRITES,
        delay: () => budget?.delay() ?? 0,
        send: async (chunk) => {
          requests += 1;
          const expected = budget === undefined ? 0 : leastUnits(chunk);
          budget?.spend(expected);
          const answer = await writeChunk(sender, CALL, chunk, abortSignal);
          if (answer.capacity !== undefined) {
            capacity = (capacity ?? 0) + answer.capacity;
            budget?.spend(answer.capacity - expected);
          }
          written += answer.written.length;
          for (const unit of answer.written) settle(unit);
          return { left: answer.left, throttled: answer.left.length > 0 };
        },
        fail: async (unit, error) => {
          const { index, operation } = unit;
          if (await fail({ index, operation, error })) settle(unit);
        },
        progress: async () => {
          const ms = clock.now() - started;
          await inTime(options.onProgress?.({ read, written, failed, requests, capacity, ms }));
          await save(CHECKPOINT_EVERY);
        },
      },
      { ...settings, abortSignal },
    );
    const isFull = (): boolean =>
      drain.stopped === undefined &&
      (read - settled.count >= mostUnsettled || read - settled.position >= MOST_AHEAD);

    const reader = new SourceReader(source);
    const over = new AbortController();
    const stop = (reason: StopReason, error?: unknown): void => {
      drain.end(reason, error);
      reader.stop();
    };
    const onAbort = (): void => stop('aborted', abortSignal?.reason);
    if (abortSignal?.aborted) onAbort();
    else abortSignal?.addEventListener('abort', onAbort, { once: true });
    const { deadline } = settings;
    if (deadline !== undefined) {
      waitUntil(deadline, clock, over.signal).then(
        (reached) => reached && stop('deadline'),
        (error) => stop('error', error),
      );
    }
    try {
      for (let next = await reader.next(); !next.done; next = await reader.next()) {
        const operation = next.value;
        const index = read;
        read += 1;
        try {
          const unit = loadUnit(connections, operation, index, CALL);
          const earlier = latest.get(unit.id);
          latest.set(unit.id, unit);
          if (earlier === undefined) drain.add([unit]);
          else earlier.next = unit;
        } catch (error) {
          const known = isOperation(operation) ? (operation as BatchWriteOperation) : undefined;
          if (await fail({ index, operation: known, error })) settled.add(index);
          await save(CHECKPOINT_EVERY);
        }
        drain.start();
        while (isFull()) await drain.step();
        if (drain.stopped !== undefined) break;
      }
      await reader.close();
    } catch (error) {
      drain.end('error', error);
    }
    await drain.finish();
    over.abort();
    try {
      // Not where the last one may still be at it.
      saving = hung;
      await save(1);
    } catch (error) {
      drain.end('error', error);
    }
    abortSignal?.removeEventListener('abort', onAbort);
    // What came too late to end anything has not ended it.
    const whole = reader.ended && checkpoint === read;
    const stopped = whole && drain.stopped?.reason !== 'error' ? undefined : drain.stopped;
    return new BulkReport({
      read,
      written,
      failed,
      position: settled.position,
      requests,
      capacity,
      ms: clock.now() - started,
      firstFailure,
      stopped: stopped?.reason,
      cause: stopped?.error,
    });
  });
}

/** Whether the time came before the signal. */
async function waitUntil(time: Date, clock: DrainClock, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted && clock.now() < time.getTime()) {
    await clock.sleep(Math.min(time.getTime() - clock.now(), LONGEST_TIMER_MS), signal);
  }
  return !signal.aborted;
}

function checkSource(source: unknown): void {
  const iterable =
    typeof source === 'object' &&
    source !== null &&
    (Symbol.asyncIterator in source || Symbol.iterator in source);
  if (!iterable)
    throw new RequestError(`${CALL} takes a list or stream of operations, not ${shown(source)}.`);
}
