import pLimit from 'p-limit';
import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { InvalidItem, RequestError } from '../errors.ts';
import type { NativeItem, PageOperation, RejectedItem } from '../operations/operation.ts';
import { type PagedOperation, request, startOf } from './requests.ts';

/** How items are gone through one by one. */
export interface IterateOptions extends SendOptions {
  /**
   * Takes items that are not of the expected kind or shape. Without it the first such item ends the iteration with
   * InvalidItem, because nobody would hear of it otherwise.
   */
  readonly onRejected?: (rejected: RejectedItem) => void;
}

/** Requests of one scan in flight: below the SDK's 50 sockets, so that other calls of the client get through. */
const MAX_SEGMENT_REQUESTS = 32;

/**
 * Every item of a query or scan, request by request. Nothing is read ahead of the request at hand, and after `break`
 * nothing more is. With a limit it ends after so many items.
 */
export async function* iterate<T>(
  db: Connection,
  operation: PageOperation<T>,
  options: IterateOptions = {},
): AsyncGenerator<T, void, undefined> {
  const { plan } = operation;
  const start = startOf(db, operation);
  if (plan.empty) return;
  let left = plan.limit ?? Number.POSITIVE_INFINITY;
  for await (const raw of rawItems(db, operation, start, options)) {
    const reading = plan.read(raw);
    if (reading === undefined) continue;
    if ('rejected' in reading) reject(operation, reading.rejected, options);
    else {
      yield reading.item;
      left -= 1;
      if (left <= 0) return;
    }
  }
}

function rawItems<T>(
  db: Connection,
  operation: PagedOperation<T>,
  start: NativeItem | undefined,
  options: SendOptions,
): AsyncGenerator<NativeItem, void, undefined> {
  const { segments, limit } = operation.plan;
  // Under a filter the limit says nothing of how many items must be read.
  const whole = operation.input.FilterExpression === undefined ? {} : { Limit: undefined };
  if (segments === 1) return segmentItems(db, operation, start, whole, (run) => run(), options);
  if (start !== undefined || limit !== undefined) {
    throw new RequestError(
      `${operation.name} reads ${segments} segments side by side, which have no common order for a cursor or a limit.`,
    );
  }
  const inFlight = pLimit(MAX_SEGMENT_REQUESTS);
  const parts = Array.from({ length: segments }, (_, Segment) =>
    segmentItems(db, operation, undefined, { Segment, TotalSegments: segments }, inFlight, options),
  );
  return interleaved(parts);
}

async function* segmentItems<T>(
  db: Connection,
  operation: PagedOperation<T>,
  from: NativeItem | undefined,
  changes: { Segment?: number; TotalSegments?: number; Limit?: undefined },
  inFlight: <R>(run: () => Promise<R>) => Promise<R>,
  options: SendOptions,
): AsyncGenerator<NativeItem, void, undefined> {
  let start = from;
  do {
    const answer = await inFlight(() => request(db, operation, start, changes, options));
    yield* answer.Items ?? [];
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Items of all generators as they come. Ends the others when one fails or the reader stops. */
async function* interleaved<T>(
  generators: readonly AsyncGenerator<T, void, undefined>[],
): AsyncGenerator<T, void, undefined> {
  const next = (generator: AsyncGenerator<T, void, undefined>) =>
    generator.next().then((result) => ({ generator, result }));
  const pending = new Map(generators.map((generator) => [generator, next(generator)]));
  try {
    while (pending.size > 0) {
      const { generator, result } = await Promise.race(pending.values());
      if (result.done) pending.delete(generator);
      else {
        yield result.value;
        pending.set(generator, next(generator));
      }
    }
  } finally {
    // Their requests may still fail; nobody waits for them any more.
    for (const promise of pending.values()) promise.catch(() => undefined);
    for (const generator of generators) generator.return().catch(() => undefined);
  }
}

function reject<T>(operation: PagedOperation<T>, rejected: RejectedItem, options: IterateOptions): void {
  if (options.onRejected !== undefined) {
    options.onRejected(rejected);
    return;
  }
  throw new InvalidItem(`${rejected.message} Give onRejected to go on past such items.`, {
    entity: rejected.entity,
    operation: operation.name,
    item: rejected.item,
    issues: [{ message: rejected.message, path: '' }],
  });
}
