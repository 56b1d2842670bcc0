import { batchWrite } from '../../batch/batch-write.ts';
import { type Condition, or } from '../../expressions/condition.ts';
import { itemSize } from '../../expressions/item-size.ts';
import { missing } from '../../expressions/operators.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import type { MessagePlace } from '../../repositories/mastra/native/message-place.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import { transactWrite, type WriteOperation } from '../../transactions/transact-write.ts';
import { isOvertaken } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { getTtlProps } from '../ttl.ts';
import type { MessageKey } from './find-messages.ts';

/** A transaction holds 100 actions (API reference, TransactWriteItems), and a message that moves takes three. */
export const MAX_MOVED_AT_ONCE = 33;
/** One that is deleted takes two. */
const MAX_DELETED_AT_ONCE = 50;
/** And 4 MB, with the keys and the places of the messages, which are not counted here. */
const MAX_TRANSACTION_BYTES = 3_500_000;

/**
 * Writes whole messages. In the native layout that is on condition that they stand where they were seen, together with their
 * places, so that whatever others write at the same time there is one message of an id, and its place leads to it; a message
 * that was moved meanwhile is TransactionCancelled.
 */
export async function writeMessages(
  database: MastraDatabase,
  items: readonly MessageItem[],
  before: ReadonlyMap<string, MessageKey>,
  now: Date,
): Promise<void> {
  const { connection, layout, ttl } = database;
  const end = getTtlProps('message', ttl, undefined, now);
  if (layout.messagePlace === undefined) {
    const puts = items.map((item) => layout.message.put({ ...item, ...end }));
    (await batchWrite(connection, puts)).throwIfIncomplete();
    return;
  }
  let lot: WriteOperation[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = itemSize({ ...item, ...end });
    if (bytes + size > MAX_TRANSACTION_BYTES && lot.length > 0) {
      await transactWrite(connection, lot);
      [lot, bytes] = [[], 0];
    }
    lot.push(...placedWrites(database, item, { before: before.get(item.id), end }));
    bytes += size;
  }
  if (lot.length > 0) await transactWrite(connection, lot);
}

/** How a message is written beside its place. */
export interface Placing {
  /** Where it was seen. `undefined`: nowhere. */
  readonly before: MessageKey | undefined;
  /** The attribute of its time to live. */
  readonly end: object;
  /** What must still hold of the message that was seen. Default: nothing. */
  readonly unchanged?: Condition<MessageItem>;
}

/** What writes a message of the native layout: its place, itself, and the end of the one that it was before. */
export function placedWrites(
  { layout }: MastraDatabase,
  item: MessageItem,
  { before, end, unchanged }: Placing,
): WriteOperation[] {
  const { message, messagePlace } = layout;
  const whole = { ...item, ...end };
  if (messagePlace === undefined) return [message.put(whole)];
  const { id, threadId, createdAt } = item;
  const condition = unchanged && { if: unchanged };
  const place = (seen: Condition<MessagePlace>) =>
    messagePlace.put({ id, threadId, createdAt, ...end }, { if: seen });
  if (before === undefined) return [place({ id: missing() }), message.put(whole)];
  if (!moves(before, item)) return [place(placedAt(before)), message.put(whole, { ...condition })];
  return [place(placedAt(before)), message.put(whole), message.delete(before, { ...condition })];
}

function placedAt({ threadId, createdAt }: MessageKey): Partial<MessageKey> {
  return { threadId, createdAt };
}

/** Whether a message that is there stands somewhere else afterwards. */
export function moves(before: MessageKey, item: MessageKey): boolean {
  return before.threadId !== item.threadId || before.createdAt !== item.createdAt;
}

/** New messages under ids that nobody else knows: each after its place, so that who sees it finds it by its id, too. */
export async function writeUnknown(
  database: MastraDatabase,
  items: readonly MessageItem[],
  now: Date,
): Promise<void> {
  const { connection, layout, ttl } = database;
  const { message, messagePlace } = layout;
  const end = getTtlProps('message', ttl, undefined, now);
  if (messagePlace !== undefined) {
    const places = items.map(({ id, threadId, createdAt }) =>
      messagePlace.put({ id, threadId, createdAt, ...end }),
    );
    (await batchWrite(connection, places)).throwIfIncomplete();
  }
  (
    await batchWrite(
      connection,
      items.map((item) => message.put({ ...item, ...end })),
    )
  ).throwIfIncomplete();
}

/** Deletes messages that are known to stand there. Gives those that have moved meanwhile, which stay. */
export async function removeMessages(
  database: MastraDatabase,
  keys: readonly MessageKey[],
): Promise<MessageKey[]> {
  const { connection, layout } = database;
  const { message, messagePlace } = layout;
  if (messagePlace === undefined) {
    (
      await batchWrite(
        connection,
        keys.map((key) => message.delete(key)),
      )
    ).throwIfIncomplete();
    return [];
  }
  const deletes = (key: MessageKey): WriteOperation[] => [
    messagePlace.delete({ id: key.id }, { if: or<MessagePlace>({ id: missing() }, placedAt(key)) }),
    message.delete(key),
  ];
  const remove = async (lot: readonly MessageKey[]): Promise<readonly MessageKey[]> => {
    try {
      await transactWrite(connection, lot.flatMap(deletes));
      return [];
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      if (lot.length === 1) return lot;
      return (await sideBySide(lot, {}, (key) => remove([key]))).flat();
    }
  };
  const lots: MessageKey[][] = [];
  for (let start = 0; start < keys.length; start += MAX_DELETED_AT_ONCE)
    lots.push(keys.slice(start, start + MAX_DELETED_AT_ONCE));
  return (await sideBySide(lots, {}, remove)).flat();
}
