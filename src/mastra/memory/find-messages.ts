import { batchGet } from '../../batch/batch-get.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { hasExpired } from '../ttl.ts';

/** What names a stored message. */
export type MessageKey = Pick<MessageItem, 'id' | 'threadId' | 'createdAt'>;

/** The messages of these ids, by id, as they are now: one BatchGetItem for a hundred, in the native layout two. */
export async function findMessages(
  database: MastraDatabase,
  ids: readonly string[],
): Promise<Map<string, MessageItem>> {
  const { connection, layout, ttl } = database;
  const keys = await messageKeys(database, ids);
  const gets = keys.map((key) => layout.message.get(key, { consistent: true }));
  const { items } = (await batchGet(connection, gets)).throwIfIncomplete();
  const wanted = new Set(ids);
  const now = database.now();
  const found = items.filter(
    (item): item is MessageItem =>
      item !== undefined && wanted.has(item.id) && !hasExpired('message', ttl, item, now),
  );
  return new Map(found.map((item) => [item.id, item]));
}

/**
 * What is stored under these ids, as far as it tells where: also what has expired and, in the compatible layout, a message
 * whose id differs only in case.
 */
export async function storedKeys(database: MastraDatabase, ids: readonly string[]): Promise<MessageKey[]> {
  const { connection, layout } = database;
  if (layout.messagePlace !== undefined) return messageKeys(database, ids);
  const gets = [...new Set(ids)].map((id) =>
    // The rest of the key is of no account here.
    layout.message.get({ id } as MessageKey, { consistent: true, select: ['id', 'threadId', 'createdAt'] }),
  );
  const { items } = (await batchGet(connection, gets)).throwIfIncomplete();
  return items.filter((item): item is MessageKey => item !== undefined);
}

async function messageKeys(database: MastraDatabase, ids: readonly string[]): Promise<MessageKey[]> {
  const { connection, layout } = database;
  const { messagePlace } = layout;
  const distinct = [...new Set(ids)];
  if (messagePlace === undefined) return distinct.map((id) => ({ id }) as MessageKey);
  const gets = distinct.map((id) => messagePlace.get({ id }, { consistent: true }));
  const { items } = (await batchGet(connection, gets)).throwIfIncomplete();
  return items.filter((item) => item !== undefined);
}
