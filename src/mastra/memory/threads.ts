import type { StorageThreadType } from '@mastra/core/memory';
import { ConditionFailed, NotFound, shown, ValueError } from '../../errors.ts';
import { and } from '../../expressions/condition.ts';
import { lt, missing } from '../../expressions/operators.ts';
import type { ThreadItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import { transactWrite } from '../../transactions/transact-write.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { mergedJson } from '../json.ts';
import { liveCondition } from '../live-condition.ts';
import { nextInstant } from '../next-instant.ts';
import { getTtlProps, hasExpired } from '../ttl.ts';
import { upsertLive } from '../upsert-live.ts';
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
  const { layout, ttl } = database;
  const now = database.now();
  const item = threadItem(thread, layout.name, now);
  await upsertLive(database, 'thread', layout.thread, {
    ...item,
    ...getTtlProps('thread', ttl, undefined, now),
  });
  const saved = threadOf(item);
  // What Mastra gave is what it gets back, also where JSON would change it.
  return thread.metadata == null ? saved : { ...saved, metadata: thread.metadata };
}

/** What is to be changed of a thread. `undefined` stays as it is. */
export interface ThreadChange {
  readonly title?: string | undefined;
  /** Merged into the metadata that is there, name by name. */
  readonly metadata?: Record<string, unknown> | undefined;
}

/** How a thread is changed. */
interface ChangeOptions {
  /**
   * The change must not be made again after it was made. It is then written in a transaction, which costs twice as much: its
   * token tells a change whose answer was lost from one that another made.
   */
  readonly once: boolean;
}

/**
 * Changes a thread, on condition that its metadata still are what the change was made of; `undefined` when there is no such
 * thread. `decide` may be called several times.
 */
export function changeThread(
  database: MastraDatabase,
  id: string,
  decide: (thread: ThreadItem) => ThreadChange | undefined,
  { once }: ChangeOptions,
): Promise<ThreadItem | undefined> {
  const { connection, layout } = database;
  return changeUntilKept(async () => {
    const item = await findThread(database, id);
    const change = item && decide(item);
    if (item === undefined || change === undefined) return item;
    const now = database.now();
    const its = `The thread ${shown(id)} cannot be changed: its`;
    const set = {
      title: change.title,
      metadata: change.metadata && mergedJson(item.metadata, change.metadata, `${its} metadata`),
      updatedAt: nextInstant(now, item.updatedAt),
      ...getTtlProps('thread', database.ttl, undefined, now),
    };
    const asRead = change.metadata === undefined ? { id } : { id, metadata: item.metadata ?? missing() };
    const write = layout.thread.update({ id }, { set }, { if: asRead, now });
    if (!once) return await send(connection, write);
    await transactWrite(connection, [write]);
    return { ...item, ...defined(set) };
  });
}

function defined(set: Partial<ThreadItem>): Partial<ThreadItem> {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}

/** As Mastra reports a change to a thread that is not there. */
export function threadMissing(id: string): ValueError {
  return new ValueError(`Thread with id ${id} not found`);
}

/** @throws KeyError for an id that is no thread's: to be found out before anything is written for it. */
export function checkThreadIds({ layout }: MastraDatabase, ids: Iterable<string>): void {
  for (const id of new Set(ids)) layout.thread.get({ id });
}

/** Tells threads that something happened in them: their time of change, and their end. One that is not there stays so. */
export async function touchThreads(database: MastraDatabase, ids: Iterable<string>): Promise<void> {
  await sideBySide([...new Set(ids)], {}, (id) => touchThread(database, id));
}

/** The time of change never goes back, whatever the clocks of the writers say. */
function touchThread(database: MastraDatabase, id: string): Promise<void> {
  const { connection, layout, ttl } = database;
  let before: string | undefined;
  return changeUntilKept(async () => {
    const now = database.now();
    const updatedAt = nextInstant(now, before);
    const set = { updatedAt, ...getTtlProps('thread', ttl, undefined, now) };
    const earlier = and<ThreadItem>(
      { id, updatedAt: lt(updatedAt) },
      liveCondition<ThreadItem>(database, 'thread'),
    );
    try {
      await send(connection, layout.thread.update({ id }, { set }, { if: earlier, return: 'none', now }));
    } catch (error) {
      if (error instanceof NotFound) return;
      const present = error instanceof ConditionFailed ? (error.item as ThreadItem | undefined) : undefined;
      // Another thread whose id differs only in case, or one that has expired, has nothing to do with it.
      if (present !== undefined && (present.id !== id || !isThread(database, present))) return;
      before = present?.updatedAt;
      throw error;
    }
  });
}
