import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { InvalidItem } from '../errors.ts';
import type {
  CountOperation,
  FirstOperation,
  NativeItem,
  Page,
  PageOperation,
} from '../operations/operation.ts';
import { writeCursor } from './cursor.ts';
import {
  addCost,
  addItem,
  emptyPage,
  isEnough,
  isInvalid,
  type PageInParts,
  partSize,
} from './page-parts.ts';
import { readShardedPage } from './read-sharded-page.ts';
import { cursorScope, inShard, request, startOf } from './requests.ts';
import { sideBySide } from './side-by-side.ts';

/** Reads one page: as many requests as its limit needs. */
export async function readPage<T>(
  db: Connection,
  operation: PageOperation<T> | FirstOperation<T>,
  options: SendOptions = {},
): Promise<Page<T>> {
  const { plan, input } = operation;
  if (plan.shards !== undefined) return readShardedPage(db, operation, plan.shards, options);
  const page = emptyPage<T>();
  let start = startOf(db, operation);
  if (plan.empty) return page;
  const limit = plan.limit ?? Number.POSITIVE_INFINITY;
  const filtered = input.FilterExpression !== undefined;
  for (;;) {
    const size = partSize(limit - page.items.length, filtered, page.requests);
    const answer = await request(db, operation, start, size, options);
    addCost(page, answer);
    const last = takeItems(plan.read, answer.Items ?? [], limit, page);
    start = last ?? answer.LastEvaluatedKey;
    if (start === undefined) return page;
    const spent = page.requests >= (plan.maxRequests ?? Number.POSITIVE_INFINITY);
    if (last !== undefined || isEnough(operation, page) || spent) {
      page.cursor = writeCursor(cursorScope(db, operation), start);
      return page;
    }
  }
}

/** The first item of a query or scan. An invalid one is an error: to pass it over would be to deny it. */
export async function readFirst<T>(
  db: Connection,
  operation: FirstOperation<T>,
  options: SendOptions = {},
): Promise<T | undefined> {
  const page = await readPage(db, operation, options);
  const invalid = page.rejected.find(isInvalid);
  if (invalid !== undefined) {
    throw new InvalidItem(invalid.message, {
      entity: invalid.entity,
      operation: operation.name,
      item: invalid.item,
      issues: [{ message: invalid.message, path: '' }],
    });
  }
  return page.items[0];
}

/** Counts, part by part, without transferring items. */
export async function readCount(
  db: Connection,
  operation: CountOperation,
  options: SendOptions = {},
): Promise<number> {
  const { empty, shards } = operation.plan;
  if (empty) return 0;
  if (shards === undefined) return countPartition(db, operation, options);
  const counts = await sideBySide(shards.partitions, options, (shard, shared) =>
    countPartition(db, inShard(operation, shard), shared),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function countPartition(
  db: Connection,
  operation: CountOperation,
  options: SendOptions,
): Promise<number> {
  let count = 0;
  let start: NativeItem | undefined;
  do {
    const answer = await request(db, operation, start, {}, options);
    count += answer.Count ?? 0;
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return count;
}

/** Takes items up to the limit. When some are left over, gives the last one considered: the page ends there. */
function takeItems<T>(
  read: PageOperation<T>['plan']['read'],
  raws: readonly NativeItem[],
  limit: number,
  page: PageInParts<T>,
): NativeItem | undefined {
  for (let place = 0; place < raws.length; place += 1) {
    const raw = raws[place];
    if (raw === undefined) continue;
    if (page.items.length >= limit) return raws[place - 1];
    addItem(page, read, raw);
  }
  return undefined;
}
