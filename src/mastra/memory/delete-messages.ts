import { ConditionFailed, NotFound } from '../../errors.ts';
import { send } from '../../repositories/send.ts';
import type { MastraDatabase } from '../database.ts';
import { indexedItems } from '../indexed-items.ts';
import type { Warner } from '../warner.ts';
import { type MessageKey, storedMessages } from './find-messages.ts';
import { touchThreads } from './threads.ts';
import { removeMessages } from './write-messages.ts';

/** So many are held at once while a thread is deleted, however long it is. */
const DELETED_AT_ONCE = 1_000;

/** Deletes the messages that there are of these, wherever they are, and touches their threads. */
export async function deleteMessages(database: MastraDatabase, ids: readonly string[]): Promise<void> {
  const wanted = new Set(ids);
  const threads = new Set<string>();
  let left: readonly string[] = ids;
  while (left.length > 0) {
    const keys = (await storedMessages(database, left)).filter(({ id }) => wanted.has(id));
    for (const { threadId } of keys) threads.add(threadId);
    left = (await removeMessages(database, keys)).map(({ id }) => id);
  }
  await touchThreads(database, threads);
}

/** Deletes a thread: first all its messages, so that what is left after a failure is found again, then the thread itself. */
export async function deleteThread(database: MastraDatabase, logger: Warner, id: string): Promise<void> {
  const { connection, layout } = database;
  let keys: MessageKey[] = [];
  for await (const key of keysOfThread(database, logger, id)) {
    if (keys.push(key) < DELETED_AT_ONCE) continue;
    await removeMessages(database, keys);
    keys = [];
  }
  await removeMessages(database, keys);
  try {
    await send(connection, layout.thread.delete({ id }, { if: { id } }));
  } catch (error) {
    if (!(error instanceof NotFound || error instanceof ConditionFailed)) throw error;
  }
}

/** Where the messages of a thread stand, those that have expired as well. */
async function* keysOfThread(
  database: MastraDatabase,
  logger: Warner,
  threadId: string,
): AsyncGenerator<MessageKey, void, undefined> {
  const { message, name } = database.layout;
  const keys = { select: ['id', 'threadId', 'createdAt'] } as const;
  const query = message.ofThread({ threadId }, { ...keys, ...(name === 'native' && { consistent: true }) });
  for await (const item of indexedItems(database, logger, query, () =>
    message.all({ ...keys, filter: { threadId } }),
  )) {
    if (item.threadId === threadId) yield item;
  }
}
