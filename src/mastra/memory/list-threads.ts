import type { StorageThreadType } from '@mastra/core/memory';
import { jsonValueEquals } from '@mastra/core/storage';
import { iterate } from '../../repositories/iterate.ts';
import type { ThreadItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { indexedItems } from '../indexed-items.ts';
import { tellRejected, type Warner } from '../warner.ts';
import { threadOf } from './thread-record.ts';
import { isThread } from './threads.ts';

/** Which threads. */
export interface ThreadFilter {
  readonly resourceId?: string | undefined;
  readonly metadata?: Record<string, unknown> | undefined;
}

/** All threads of a resource, or of all, that have these metadata, in no order. Without a resource the whole table is read. */
export async function* listThreads(
  database: MastraDatabase,
  logger: Warner,
  filter: ThreadFilter,
): AsyncGenerator<StorageThreadType, void, undefined> {
  // What came out of JSON may say null where nothing was given.
  const resourceId = filter.resourceId || undefined;
  const wanted = Object.entries(filter.metadata ?? {});
  for await (const item of threadItems(database, logger, resourceId)) {
    if (!isThread(database, item) || (resourceId !== undefined && item.resourceId !== resourceId)) continue;
    const thread = threadOf(item);
    if (wanted.every(([name, value]) => jsonValueEquals(thread.metadata?.[name], value))) yield thread;
  }
}

function threadItems(
  database: MastraDatabase,
  logger: Warner,
  resourceId: string | undefined,
): AsyncIterable<ThreadItem> {
  const { connection, layout } = database;
  if (resourceId === undefined) return iterate(connection, layout.thread.all(), tellRejected(logger));
  return indexedItems(database, logger, layout.thread.ofResource({ resourceId }), () => layout.thread.all());
}
