import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { InvalidItem, RequestError } from '../errors.ts';
import type { NativeItem, PageOperation, RejectedItem, Shards } from '../operations/operation.ts';
import { interleave } from './interleave.ts';
import { linkedStop } from './linked-stop.ts';
import { type PagedOperation, request, startOf } from './requests.ts';
import { type ShardMerge, shareOf, startMerge } from './shard-merge.ts';
import { MAX_OPEN_REQUESTS } from './side-by-side.ts';

/** How items are gone through one by one. */
export interface IterateOptions extends SendOptions {
  /**
   * Takes items that are not of the expected kind or shape. Without it the first such item ends the iteration with
   * InvalidItem, because nobody would hear of it otherwise.
   */
  readonly onRejected?: (rejected: RejectedItem) => void;
}

/**
 * Every item of a query or scan, request by request. Nothing is read ahead of the request at hand, and after `break`
 * nothing more is. With a limit it ends after so many items. An aborted signal ends it before the next item.
 */
export async function* iterate<T>(
  db: Connection,
  operation: PageOperation<T>,
  options: IterateOptions = {},
): AsyncGenerator<T, void, undefined> {
  const { plan } = operation;
  if (plan.maxRequests !== undefined) {
    throw new RequestError(`${operation.name}: maxRequests is for pages; whoever iterates ends the loop.`);
  }
  const pages = rawPages(db, operation, options);
  if (plan.empty) return;
  let left = plan.limit ?? Number.POSITIVE_INFINITY;
  for await (const raws of pages) {
    for (const raw of raws) {
      options.abortSignal?.throwIfAborted();
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
}

type RawPages = AsyncGenerator<Iterable<NativeItem>, void, undefined>;

function rawPages<T>(db: Connection, operation: PageOperation<T>, options: SendOptions): RawPages {
  const { segments, limit, shards } = operation.plan;
  if (shards !== undefined) return merged(startMerge(db, operation, shards, options), operation, shards);
  const start = startOf(db, operation);
  // Under a filter the limit says nothing of how many items must be read.
  const whole = operation.input.FilterExpression === undefined ? {} : { Limit: undefined };
  if (segments === 1) return requests(db, operation, start, whole, options);
  if (start !== undefined || limit !== undefined) {
    throw new RequestError(
      `${operation.name} reads ${segments} segments side by side, which have no common order for a cursor or a limit.`,
    );
  }
  return inSegments(db, operation, options);
}

/** As much of all shards as is known to be in order, and again. */
async function* merged<T>(
  merge: ShardMerge<T>,
  operation: PageOperation<T>,
  { partitions }: Shards,
): RawPages {
  const { limit } = operation.plan;
  // Under a filter the limit says nothing of how many items must be read.
  const counted = limit !== undefined && operation.input.FilterExpression === undefined;
  const Limit = counted ? shareOf(limit, partitions.length) : undefined;
  while (!merge.ended) {
    await merge.read({ Limit });
    yield merge.taken();
  }
}

async function* inSegments<T>(db: Connection, operation: PagedOperation<T>, options: SendOptions): RawPages {
  const { stop, release } = linkedStop(options.abortSignal);
  try {
    const segments = segmentsOf(db, operation, { abortSignal: stop.signal });
    yield* interleave(segments, MAX_OPEN_REQUESTS, stop);
  } finally {
    release();
  }
}

function* segmentsOf<T>(
  db: Connection,
  operation: PagedOperation<T>,
  options: SendOptions,
): Generator<RawPages, void, undefined> {
  const { segments } = operation.plan;
  for (let Segment = 0; Segment < segments; Segment += 1) {
    yield requests(db, operation, undefined, { Segment, TotalSegments: segments }, options);
  }
}

async function* requests<T>(
  db: Connection,
  operation: PagedOperation<T>,
  from: NativeItem | undefined,
  changes: { Segment?: number; TotalSegments?: number; Limit?: undefined },
  options: SendOptions,
): RawPages {
  let start = from;
  do {
    const answer = await request(db, operation, start, changes, options);
    yield answer.Items ?? [];
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}

function reject<T>(operation: PagedOperation<T>, rejected: RejectedItem, options: IterateOptions): void {
  if (options.onRejected !== undefined) {
    options.onRejected(rejected);
    return;
  }
  const reason = rejected.message.replace(/\.$/, '');
  throw new InvalidItem(`${reason}; give onRejected to go on past such items.`, {
    entity: rejected.entity,
    operation: operation.name,
    item: rejected.item,
    issues: [{ message: rejected.message, path: '' }],
  });
}
