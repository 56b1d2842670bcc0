import { randomUUID } from 'node:crypto';
import type { StorageThreadType } from '@mastra/core/memory';
import type { StorageCloneThreadInput, StorageCopyThreadOutput } from '@mastra/core/storage';
import { AlreadyExists, ValueError } from '../../errors.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import type { MastraDatabase } from '../database.ts';
import type { Warner } from '../indexed-items.ts';
import { getTtlProps } from '../ttl.ts';
import type { MessageKey } from './find-messages.ts';
import { threadMessages } from './thread-messages.ts';
import { threadItem, threadOf } from './thread-record.ts';
import { findThread } from './threads.ts';
import { removeMessages, writeMessages } from './write-messages.ts';

/** So many are read before they are written, however long the thread is. */
const COPIED_AT_ONCE = 500;

/**
 * Copies a thread with its messages, all or those chosen, under new ids. The new thread is written last, so nobody sees one that is
 * half copied; when something fails, the copies that were made are deleted again.
 */
export async function copyThread(
  database: MastraDatabase,
  logger: Warner,
  input: StorageCloneThreadInput,
): Promise<StorageCopyThreadOutput> {
  const { sourceThreadId, newThreadId = randomUUID(), title, metadata } = input;
  const source = await findThread(database, sourceThreadId);
  if (source === undefined) throw new ValueError(`Source thread with id ${sourceThreadId} not found`);
  if ((await findThread(database, newThreadId)) !== undefined) throw taken(newThreadId);
  const resourceId = input.resourceId || source.resourceId;
  const now = database.now();
  const messageIdMap: Record<string, string> = {};
  const written: MessageKey[] = [];
  let last: Pick<MessageItem, 'id' | 'createdAt'> | undefined;
  try {
    for await (const items of inLots(chosen(database, logger, input))) {
      const copies = items.map((item) => {
        const id = randomUUID();
        messageIdMap[item.id] = id;
        if (last === undefined || item.createdAt >= last.createdAt) last = item;
        return {
          ...item,
          id,
          threadId: newThreadId,
          resourceId: input.resourceId || item.resourceId,
          updatedAt: now.toISOString(),
        };
      });
      written.push(...copies);
      await writeMessages(database, copies, new Map(), now);
    }
    const clone = { sourceThreadId, clonedAt: now, ...(last && { lastMessageId: last.id }) };
    const given = title || (source.title ? `Clone of ${source.title}` : undefined);
    const thread: StorageThreadType = {
      id: newThreadId,
      resourceId,
      ...(given !== undefined && { title: given }),
      metadata: { ...metadata, clone },
      createdAt: now,
      updatedAt: now,
    };
    await createThread(database, thread, now);
    return {
      thread: {
        ...threadOf(threadItem(thread, database.layout.name, now)),
        metadata: { ...metadata, clone },
      },
      messageIdMap,
    };
  } catch (error) {
    await removeMessages(database, written).catch((left: unknown) => {
      logger.warn(
        `Some messages of the thread ${newThreadId}, which could not be made, are left: ${String(left)}`,
      );
    });
    throw error;
  }
}

async function createThread(database: MastraDatabase, thread: StorageThreadType, now: Date): Promise<void> {
  const { connection, layout, ttl } = database;
  const item = { ...threadItem(thread, layout.name, now), ...getTtlProps('thread', ttl, undefined, now) };
  try {
    await send(connection, layout.thread.create(item, { now }));
  } catch (error) {
    throw error instanceof AlreadyExists ? taken(thread.id) : error;
  }
}

function taken(id: string): ValueError {
  return new ValueError(`Thread with id ${id} already exists`);
}

/** The messages to copy; with a limit the last ones, which are read backwards. */
async function* chosen(
  database: MastraDatabase,
  logger: Warner,
  { sourceThreadId, options }: StorageCloneThreadInput,
): AsyncGenerator<MessageItem, void, undefined> {
  const { messageLimit = 0, messageFilter } = options ?? {};
  const ids = messageFilter?.messageIds?.length ? new Set(messageFilter.messageIds) : undefined;
  const selection = {
    from: messageFilter?.startDate && new Date(messageFilter.startDate).toISOString(),
    to: messageFilter?.endDate && new Date(messageFilter.endDate).toISOString(),
    descending: messageLimit > 0,
  };
  let left = messageLimit > 0 ? messageLimit : Number.POSITIVE_INFINITY;
  for await (const item of threadMessages(database, logger, sourceThreadId, selection)) {
    if (ids !== undefined && !ids.has(item.id)) continue;
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}

async function* inLots<T>(items: AsyncIterable<T>): AsyncGenerator<T[], void, undefined> {
  let lot: T[] = [];
  for await (const item of items) {
    if (lot.push(item) < COPIED_AT_ONCE) continue;
    yield lot;
    lot = [];
  }
  if (lot.length > 0) yield lot;
}
