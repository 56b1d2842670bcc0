import { batchGet } from '../../batch/batch-get.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { getTtlAttributeName, hasExpired } from '../ttl.ts';

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

/** Where a message stands, and whether it has expired. */
export interface StoredMessage extends MessageKey {
  readonly expired: boolean;
}

/**
 * What is stored under these ids, as far as it tells where: also what has expired and, in the compatible layout, a message
 * whose id differs only in case.
 */
export async function storedMessages(
  database: MastraDatabase,
  ids: readonly string[],
): Promise<StoredMessage[]> {
  const { connection, layout, ttl } = database;
  const now = database.now();
  const { message, messagePlace } = layout;
  const end = getTtlAttributeName('message', ttl) as 'ttl';
  const options = { consistent: true, select: ['id', 'threadId', 'createdAt', end] } as const;
  const gets = [...new Set(ids)].map((id) =>
    // The rest of a message's key is of no account where its id is all of it.
    messagePlace === undefined
      ? message.get({ id } as MessageKey, options)
      : messagePlace.get({ id }, options),
  );
  const { items } = (await batchGet(connection, gets)).throwIfIncomplete();
  return items.flatMap((item) =>
    item === undefined ? [] : [{ ...item, expired: hasExpired('message', ttl, item, now) }],
  );
}

/** What names the messages of these ids: in the compatible layout the ids themselves, in the native one their places. */
async function messageKeys(database: MastraDatabase, ids: readonly string[]): Promise<readonly MessageKey[]> {
  if (database.layout.messagePlace !== undefined) return storedMessages(database, ids);
  return [...new Set(ids)].map((id) => ({ id }) as MessageKey);
}
