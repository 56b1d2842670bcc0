import type { MastraDBMessage } from '@mastra/core/agent';
import { collision } from '../case-collision.ts';
import type { MastraDatabase } from '../database.ts';
import { storedKeys } from './find-messages.ts';
import { messageItem } from './message-record.ts';
import { touchThreads } from './threads.ts';
import { writeMessages } from './write-messages.ts';

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
  const now = database.now();
  // Before anything is asked: what is wrong with a message needs no request.
  for (const message of byId.values()) messageItem(message, now);
  if (database.layout.name === 'compatible') refuseSpellings(byId.keys());
  const stored = await storedKeys(database, [...byId.keys()]);
  const before = new Map(stored.map((key) => [key.id, key]));
  const spellings = new Map([...byId.keys()].map((id) => [id.toLowerCase(), id]));
  for (const { id } of stored) {
    const wanted = spellings.get(id.toLowerCase());
    if (wanted !== undefined && !byId.has(id)) throw collision('message', wanted, id);
  }
  const items = [...byId.values()].map((message) =>
    messageItem(message, now, before.get(message.id)?.createdAt),
  );
  await Promise.all([
    writeMessages(database, items, before, now),
    touchThreads(
      database,
      items.map(({ threadId }) => threadId),
    ),
  ]);
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
