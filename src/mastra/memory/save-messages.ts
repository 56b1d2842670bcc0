import type { MastraDBMessage } from '@mastra/core/agent';
import { shown, ValueError } from '../../errors.ts';
import { isTooLarge, itemSize, MAX_ITEM_BYTES } from '../../expressions/item-size.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import { collision } from '../case-collision.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { type StoredMessage, storedMessages } from './find-messages.ts';
import { messageItem } from './message-record.ts';
import { touchThreads } from './threads.ts';
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
  const { name } = database.layout;
  // Before anything is asked: what is wrong with a message needs no request.
  const checked = [...byId.values()].map((message) => messageItem(message, name, database.now()));
  for (const item of checked) checkSize(database, item);
  const touch = touchThreads(
    database,
    checked.map(({ threadId }) => threadId),
  );
  if (name === 'compatible') refuseSpellings(byId.keys());
  const distinct = [...byId.values()];
  const saving = async () => {
    for (let start = 0; start < distinct.length; start += LOTS[name])
      await saveLot(database, distinct.slice(start, start + LOTS[name]));
  };
  await Promise.all([saving(), touch()]);
}

function checkSize({ layout }: MastraDatabase, item: MessageItem): void {
  const { Item } = layout.message.put(item).input;
  if (!isTooLarge(Item)) return;
  throw new ValueError(
    `Message ${shown(item.id)} has ${itemSize(Item)} bytes with its keys; an item has ${MAX_ITEM_BYTES} at most.`,
  );
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
