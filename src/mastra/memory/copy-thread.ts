import { randomUUID } from 'node:crypto';
import type { StorageThreadType } from '@mastra/core/memory';
import type { StorageCloneThreadInput, StorageCopyThreadOutput } from '@mastra/core/storage';
import { AlreadyExists, ConditionFailed, NotFound, ValueError } from '../../errors.ts';
import { missing } from '../../expressions/operators.ts';
import type { MessageItem, ThreadItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { collision } from '../case-collision.ts';
import type { MastraDatabase } from '../database.ts';
import { getTtlProps, hasExpired } from '../ttl.ts';
import type { Warner } from '../warner.ts';
import type { MessageKey } from './find-messages.ts';
import { compareMessages, threadMessages } from './thread-messages.ts';
import { threadItem, threadOf } from './thread-record.ts';
import { findThread } from './threads.ts';
import { removeMessages, writeUnknown } from './write-messages.ts';

/** So many are read before they are written, however long the thread is. */
const COPIED_AT_ONCE = 500;

const inOrder = compareMessages(false);

/**
 * Copies a thread with its messages, all or those chosen, under new ids. The new thread is written last, so nobody sees one that is
 * half copied; when something fails, the copies that were made are deleted again.
 */
export async function copyThread(
  database: MastraDatabase,
  logger: Warner,
  input: StorageCloneThreadInput,
): Promise<StorageCopyThreadOutput> {
  const { sourceThreadId, title, metadata } = input;
  const newThreadId = input.newThreadId || randomUUID();
  const source = await findThread(database, sourceThreadId);
  if (source === undefined) throw new ValueError(`Source thread with id ${sourceThreadId} not found`);
  if ((await findThread(database, newThreadId)) !== undefined) throw taken(newThreadId);
  const resourceId = input.resourceId || source.resourceId;
  const now = database.now();
  const newIds = new Map<string, string>();
  const written: MessageKey[] = [];
  let last: Pick<MessageItem, 'id' | 'createdAt'> | undefined;
  try {
    for await (const items of inLots(chosen(database, logger, input))) {
      const copies = items.map((item) => {
        const id = randomUUID();
        newIds.set(item.id, id);
        if (last === undefined || inOrder(item, last) > 0) last = item;
        return {
          ...item,
          id,
          threadId: newThreadId,
          resourceId: input.resourceId || item.resourceId,
          updatedAt: now.toISOString(),
        };
      });
      written.push(...copies);
      await writeUnknown(database, copies, now);
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
    const saved = threadOf(threadItem(thread, database.layout.name, now));
    return {
      thread: { ...saved, metadata: { ...metadata, clone } },
      messageIdMap: Object.fromEntries(newIds),
    };
  } catch (error) {
    await undo(database, logger, { threadId: newThreadId, createdAt: now.toISOString() }, written);
    throw error;
  }
}

/** Deletes what was copied. First the thread, should it have been written although its answer said otherwise. */
async function undo(
  database: MastraDatabase,
  logger: Warner,
  { threadId, createdAt }: Pick<MessageKey, 'threadId' | 'createdAt'>,
  written: readonly MessageKey[],
): Promise<void> {
  const { connection, layout } = database;
  try {
    const own = layout.thread.delete({ id: threadId }, { if: { id: threadId, createdAt } });
    await send(connection, own).catch((error: unknown) => {
      if (!(error instanceof NotFound || error instanceof ConditionFailed)) throw error;
    });
    await removeMessages(database, written);
  } catch (left) {
    logger.warn(`Some of the thread ${threadId}, which could not be copied, is left: ${String(left)}`);
  }
}

/** Writes the thread where there is none, or one that has expired. */
async function createThread(database: MastraDatabase, thread: StorageThreadType, now: Date): Promise<void> {
  const { connection, layout, ttl } = database;
  const item = { ...threadItem(thread, layout.name, now), ...getTtlProps('thread', ttl, undefined, now) };
  try {
    await send(connection, layout.thread.create(item, { now }));
  } catch (error) {
    if (!(error instanceof AlreadyExists)) throw error;
    const present = error.item as ThreadItem | undefined;
    if (present !== undefined && hasExpired('thread', ttl, present, now)) {
      const { id, updatedAt } = present;
      await send(connection, layout.thread.put(item, { if: { id, updatedAt: updatedAt ?? missing() }, now }));
      return;
    }
    if (present !== undefined && present.id !== thread.id) throw collision('thread', thread.id, present.id);
    throw taken(thread.id);
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
