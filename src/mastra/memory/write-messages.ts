import { batchWrite } from '../../batch/batch-write.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import { transactWrite } from '../../transactions/transact-write.ts';
import type { MastraDatabase } from '../database.ts';
import { getTtlProps } from '../ttl.ts';
import type { MessageKey } from './find-messages.ts';

/**
 * Writes whole messages; `before` tells where those stand that are there already. In the native layout a new message is written
 * after its place, so that whoever sees it finds it by its id, too; one that moves does so in a transaction.
 */
export async function writeMessages(
  database: MastraDatabase,
  items: readonly MessageItem[],
  before: ReadonlyMap<string, MessageKey>,
  now: Date,
): Promise<void> {
  const { connection, layout } = database;
  const { message, messagePlace } = layout;
  const end = getTtlProps('message', database.ttl, undefined, now);
  const put = (item: MessageItem) => message.put({ ...item, ...end });
  if (messagePlace === undefined) {
    (await batchWrite(connection, items.map(put))).throwIfIncomplete();
    return;
  }
  const place = ({ id, threadId, createdAt }: MessageKey) =>
    messagePlace.put({ id, threadId, createdAt, ...end });
  const moved = items.filter((item) => moves(before.get(item.id), item));
  const stay = items.filter((item) => !moved.includes(item));
  // With a time to live the place lives as long as the message.
  const placed = Object.keys(end).length > 0 ? stay : stay.filter(({ id }) => !before.has(id));
  (await batchWrite(connection, placed.map(place))).throwIfIncomplete();
  (await batchWrite(connection, stay.map(put))).throwIfIncomplete();
  for (const item of moved) {
    const old = before.get(item.id);
    if (old !== undefined) await transactWrite(connection, [put(item), message.delete(old), place(item)]);
  }
}

/** Whether a message that is there stands somewhere else afterwards. */
export function moves(before: MessageKey | undefined, item: MessageKey): boolean {
  return before !== undefined && (before.threadId !== item.threadId || before.createdAt !== item.createdAt);
}

/** Deletes messages, each before its place. */
export async function removeMessages(database: MastraDatabase, keys: readonly MessageKey[]): Promise<void> {
  const { connection, layout } = database;
  const { message, messagePlace } = layout;
  (
    await batchWrite(
      connection,
      keys.map((key) => message.delete(key)),
    )
  ).throwIfIncomplete();
  if (messagePlace === undefined) return;
  (
    await batchWrite(
      connection,
      keys.map(({ id }) => messagePlace.delete({ id })),
    )
  ).throwIfIncomplete();
}
