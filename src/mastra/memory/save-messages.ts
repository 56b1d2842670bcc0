import type { MastraDBMessage } from '@mastra/core/agent';
import { shown } from '../../errors.ts';
import { checkSize } from '../../operations/check-size.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import { collision } from '../case-collision.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { getTtlProps } from '../ttl.ts';
import { type StoredMessage, storedMessages } from './find-messages.ts';
import { messageItem } from './message-record.ts';
import { checkThreadIds, touchThreads } from './threads.ts';
import { MAX_MOVED_AT_ONCE, writeMessages } from './write-messages.ts';

/** Of the compatible layout, all at once; of the native one as many as a transaction holds. */
const LOTS = { compatible: Number.POSITIVE_INFINITY, native: MAX_MOVED_AT_ONCE };

/**
 * Writes messages, new or not, and touches their threads. A message that is there keeps the time at which it was created, which
 * is its place in its thread. A thread that is not there is not made.
 *
 * Nothing that was there before is lost when it fails: some of the messages may have been written then, and writing them
 * again writes the same.
 */
export async function saveMessages(
  database: MastraDatabase,
  messages: readonly MastraDBMessage[],
): Promise<void> {
  // Of two with one id the later counts.
  const byId = new Map(messages.map((message) => [message.id, message]));
  const distinct = [...byId.values()];
  const threadIds = check(database, distinct);
  const { name } = database.layout;
  if (name === 'compatible') refuseSpellings(byId.keys());
  const save = async () => {
    for (let start = 0; start < distinct.length; start += LOTS[name])
      await saveLot(database, distinct.slice(start, start + LOTS[name]));
  };
  const touch = () => touchThreads(database, threadIds);
  // Neither goes on behind the caller's back when the other fails.
  await sideBySide([save, touch], {}, (task) => task());
}

/** Finds out what is wrong with a message before anything is asked or written. Gives the threads of all of them. */
function check(database: MastraDatabase, messages: readonly MastraDBMessage[]): readonly string[] {
  const { layout, ttl } = database;
  const now = database.now();
  const end = getTtlProps('message', ttl, undefined, now);
  const items = messages.map((message) => messageItem(message, layout.name, now));
  for (const item of items)
    checkSize(layout.message.put({ ...item, ...end }), () => `Saving message ${shown(item.id)}`);
  const threadIds = items.map(({ threadId }) => threadId);
  checkThreadIds(database, threadIds);
  return threadIds;
}

async function saveLot(database: MastraDatabase, messages: readonly MastraDBMessage[]): Promise<void> {
  const byId = new Map(messages.map((message) => [message.id, message]));
  await changeUntilKept(async () => {
    const stored = await storedMessages(database, [...byId.keys()]);
    refuseCollisions(byId, stored);
    const before = new Map(stored.map((key) => [key.id, key]));
    const now = database.now();
    const items = messages.map((message) => {
      const known = before.get(message.id);
      const createdAt = known === undefined || known.expired ? undefined : known.createdAt;
      return messageItem(message, database.layout.name, now, createdAt);
    });
    await writeMessages(database, items, before, now);
  });
}

/** Messages that are there under ids which differ only in case: of those that have expired nothing is lost. */
function refuseCollisions(wanted: ReadonlyMap<string, unknown>, stored: readonly StoredMessage[]): void {
  const spellings = new Map([...wanted.keys()].map((id) => [id.toLowerCase(), id]));
  for (const { id, expired } of stored) {
    const other = spellings.get(id.toLowerCase());
    if (other !== undefined && !wanted.has(id) && !expired) throw collision('message', other, id);
  }
}

/** Two ids of one call that the compatible layout cannot tell from each other. */
function refuseSpellings(ids: Iterable<string>): void {
  const spelt = new Map<string, string>();
  for (const id of ids) {
    const other = spelt.get(id.toLowerCase());
    if (other !== undefined) throw collision('message', id, other);
    spelt.set(id.toLowerCase(), id);
  }
}
