import {
  type PruneOptions,
  type PruneResult,
  type RetentionTablesDescriptor,
  TABLE_MESSAGES,
  TABLE_RESOURCES,
  TABLE_THREADS,
  type TableRetentionPolicy,
} from '@mastra/core/storage';
import { lt } from '../../expressions/operators.ts';
import type { LayoutEntity } from '../../repositories/mastra/layout-entity.ts';
import type { MastraDatabase } from '../database.ts';
import { type PrunableRow, pruneItems } from '../prune-items.ts';
import { iterateStored, storedDelete } from '../stored-key.ts';

/** What can be pruned, and by which time. Nothing of it is indexed by that alone, so each reads the whole table. */
export const MEMORY_RETENTION: RetentionTablesDescriptor = {
  messages: { table: TABLE_MESSAGES, column: 'createdAt', indexed: false },
  threads: { table: TABLE_THREADS, column: 'updatedAt', indexed: false },
  resources: { table: TABLE_RESOURCES, column: 'updatedAt', indexed: false },
};

/**
 * Deletes messages by the time of their creation, threads and resources by that of their last change: those that have not changed
 * since. A thread's messages stay when it goes; they have a policy of their own.
 */
export function pruneMemory(
  database: MastraDatabase,
  policies: Record<string, TableRetentionPolicy>,
  options: PruneOptions | undefined,
): Promise<PruneResult[]> {
  const { thread, resource } = database.layout;
  return pruneItems(database, {
    domain: 'memory',
    retentionTables: MEMORY_RETENTION,
    policies,
    options,
    sources: {
      messages: (before, abortSignal) => createdBefore(database, before, abortSignal),
      threads: (before, abortSignal) => changedBefore(database, thread, before, abortSignal),
      resources: (before, abortSignal) => changedBefore(database, resource, before, abortSignal),
    },
  });
}

async function* createdBefore(
  { connection, layout }: MastraDatabase,
  before: string,
  abortSignal: AbortSignal | undefined,
): AsyncGenerator<PrunableRow, void, undefined> {
  const { message, messagePlace } = layout;
  const select = ['id', 'threadId', 'createdAt'] as const;
  const old = message.all({ filter: { createdAt: lt(before) }, select });
  for await (const { item, key } of iterateStored(connection, old, abortSignal)) {
    const { id, threadId, createdAt } = item;
    // The message may have moved since, and its place with it. One whose id is damaged has none.
    const place =
      messagePlace === undefined || typeof id !== 'string'
        ? []
        : [messagePlace.delete({ id }, { if: { threadId, createdAt } })];
    yield { age: createdAt, deletes: [storedDelete(message.model, key), ...place] };
  }
}

/** What has an id and a time of change. */
interface Changing {
  id: string;
  updatedAt: string;
}

async function* changedBefore(
  { connection }: MastraDatabase,
  entity: Pick<LayoutEntity<Changing, 'id'>, 'all' | 'delete' | 'model'>,
  before: string,
  abortSignal: AbortSignal | undefined,
): AsyncGenerator<PrunableRow, void, undefined> {
  const old = entity.all({ filter: { updatedAt: lt(before) }, select: ['id', 'updatedAt'] });
  for await (const { item, key } of iterateStored(connection, old, abortSignal)) {
    const { id, updatedAt } = item;
    // It may have been changed meanwhile; one whose id is damaged cannot.
    const operation =
      typeof id === 'string' ? entity.delete({ id }, { if: { updatedAt } }) : storedDelete(entity.model, key);
    yield { age: updatedAt, deletes: [operation] };
  }
}
