import type { StorageThreadType } from '@mastra/core/memory';
import { ConditionFailed, NotFound, ValueError } from '../../errors.ts';
import { missing } from '../../expressions/operators.ts';
import type { ThreadItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { caseCollision, ownId } from '../case-collision.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { jsonObject } from '../json.ts';
import { nextInstant } from '../next-instant.ts';
import { getTtlProps, hasExpired } from '../ttl.ts';
import { isGhost, threadItem, threadOf } from './thread-record.ts';

/** The thread as it is stored, unless it has expired, is a ghost, or is another one whose id differs only in case. */
export async function findThread(database: MastraDatabase, id: string): Promise<ThreadItem | undefined> {
  const { connection, layout } = database;
  const item = await send(connection, layout.thread.get({ id }, { consistent: true }));
  return item !== undefined && isThread(database, item) && item.id === id ? item : undefined;
}

/** Whether a stored item is a thread that is there. */
export function isThread(database: MastraDatabase, item: ThreadItem): boolean {
  return !isGhost(item) && !hasExpired('thread', database.ttl, item, database.now());
}

/** Writes a thread, new or not. Metadata that is not given stays; what else is not given gets its default. */
export async function saveThread(
  database: MastraDatabase,
  thread: StorageThreadType,
): Promise<StorageThreadType> {
  const { connection, layout } = database;
  const now = database.now();
  const item = threadItem(thread, layout.name, now);
  const write = layout.thread.upsert(
    { ...item, ...getTtlProps('thread', database.ttl, undefined, now) },
    { if: ownId('id', thread.id), return: 'none', now },
  );
  try {
    await send(connection, write);
  } catch (error) {
    throw caseCollision('thread', 'id', thread.id, error);
  }
  const saved = threadOf(item);
  // What Mastra gave is what it gets back, also where JSON would change it.
  return thread.metadata === undefined ? saved : { ...saved, metadata: thread.metadata };
}

/** What is to be changed of a thread. `undefined` stays as it is. */
export interface ThreadChange {
  readonly title?: string | undefined;
  /** Merged into the metadata that is there, name by name. */
  readonly metadata?: Record<string, unknown> | undefined;
}

/**
 * Changes a thread, on condition that its metadata still are what the change was made of; `undefined` when there is no such
 * thread. `decide` may be called several times.
 */
export function changeThread(
  database: MastraDatabase,
  id: string,
  decide: (thread: ThreadItem) => ThreadChange | undefined,
): Promise<ThreadItem | undefined> {
  const { connection, layout } = database;
  return changeUntilKept(async () => {
    const item = await findThread(database, id);
    const change = item && decide(item);
    if (item === undefined || change === undefined) return item;
    const now = database.now();
    const { title, metadata } = change;
    const merged = metadata && JSON.stringify({ ...jsonObject(item.metadata), ...metadata });
    const patch = {
      set: {
        title,
        metadata: merged,
        updatedAt: nextInstant(now, item.updatedAt),
        ...getTtlProps('thread', database.ttl, undefined, now),
      },
    };
    const asRead = metadata === undefined ? { id } : { id, metadata: item.metadata ?? missing() };
    try {
      return await send(connection, layout.thread.update({ id }, patch, { if: asRead, now }));
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  });
}

/** As Mastra reports a change to a thread that is not there. */
export function threadMissing(id: string): ValueError {
  return new ValueError(`Thread with id ${id} not found`);
}

/** Tells threads that something happened in them: their time of change, and their end. One that is not there stays so. */
export async function touchThreads(database: MastraDatabase, ids: Iterable<string>): Promise<void> {
  const { connection, layout } = database;
  const now = database.now();
  const patch = {
    set: { updatedAt: now.toISOString(), ...getTtlProps('thread', database.ttl, undefined, now) },
  };
  await Promise.all(
    [...new Set(ids)].map(async (id) => {
      try {
        await send(connection, layout.thread.update({ id }, patch, { if: { id }, return: 'none', now }));
      } catch (error) {
        // ConditionFailed: the thread there has another id, which differs only in case.
        if (!(error instanceof NotFound || error instanceof ConditionFailed)) throw error;
      }
    }),
  );
}
