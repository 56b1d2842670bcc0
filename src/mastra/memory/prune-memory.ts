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
import { iterate } from '../../repositories/iterate.ts';
import type { MastraDatabase } from '../database.ts';
import { pruneItems } from '../prune-items.ts';

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
  const { connection, layout } = database;
  const { message, messagePlace, thread, resource } = layout;
  return pruneItems(database, {
    domain: 'memory',
    retentionTables: MEMORY_RETENTION,
    policies,
    options,
    sources: {
      async *messages(before, abortSignal) {
        const old = message.all({ filter: { createdAt: lt(before) } });
        for await (const item of iterate(connection, old, { abortSignal })) {
          const { threadId, createdAt } = item;
          // The message may have moved since, and its place with it.
          const place =
            messagePlace === undefined
              ? []
              : [messagePlace.delete({ id: item.id }, { if: { threadId, createdAt } })];
          yield { age: item.createdAt, deletes: [message.delete(item), ...place] };
        }
      },
      async *threads(before, abortSignal) {
        const old = thread.all({ filter: { updatedAt: lt(before) } });
        for await (const { id, updatedAt } of iterate(connection, old, { abortSignal }))
          yield { age: updatedAt, deletes: [thread.delete({ id }, { if: { updatedAt } })] };
      },
      async *resources(before, abortSignal) {
        const old = resource.all({ filter: { updatedAt: lt(before) } });
        for await (const { id, updatedAt } of iterate(connection, old, { abortSignal }))
          yield { age: updatedAt, deletes: [resource.delete({ id }, { if: { updatedAt } })] };
      },
    },
  });
}
