import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import type { FirstOperation, Page, PageOperation, Shards } from '../operations/operation.ts';
import { writeShardCursor } from './cursor.ts';
import { addCost, addItem, emptyPage, isEnough, partSize } from './page-parts.ts';
import { cursorScope } from './requests.ts';
import { shareOf, startMerge } from './shard-merge.ts';

/** Reads one page of all shards in one order, as `readPage` does of one partition. */
export async function readShardedPage<T>(
  db: Connection,
  operation: PageOperation<T> | FirstOperation<T>,
  shards: Shards,
  options: SendOptions,
): Promise<Page<T>> {
  const { plan, input } = operation;
  const merge = startMerge(db, operation, shards, options);
  const page = emptyPage<T>();
  if (plan.empty) return page;
  const limit = plan.limit ?? Number.POSITIVE_INFINITY;
  const filtered = input.FilterExpression !== undefined;
  for (let round = 0; ; round += 1) {
    const share = shareOf(limit - page.items.length, shards.partitions.length);
    for (const answer of await merge.read(partSize(share, filtered, round))) addCost(page, answer);
    while (page.items.length < limit) {
      const raw = merge.next();
      if (raw === undefined) break;
      addItem(page, plan.read, raw);
    }
    if (merge.ended) return page;
    const spent = page.requests + merge.waiting > (plan.maxRequests ?? Number.POSITIVE_INFINITY);
    if (isEnough(operation, page) || spent) {
      page.cursor = writeShardCursor(cursorScope(db, operation), merge.positions);
      return page;
    }
  }
}
