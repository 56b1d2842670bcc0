import type { StorageListMessagesInput } from '@mastra/core/storage';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import type { MastraDatabase } from '../database.ts';
import type { Warner } from '../warner.ts';
import { findMessages } from './find-messages.ts';
import { compareMessages, type MessageSelection, threadMessages } from './thread-messages.ts';

type Inclusion = NonNullable<StorageListMessagesInput['include']>[number];

/**
 * The messages named, wherever they stand, with their neighbours in their own threads. None is of another resource than the
 * one asked for.
 */
export async function includedMessages(
  database: MastraDatabase,
  logger: Warner,
  include: readonly Inclusion[],
  resourceId: string | undefined,
): Promise<MessageItem[]> {
  if (include.length === 0) return [];
  const found = await findMessages(
    database,
    include.map(({ id }) => id),
  );
  const around = await sideBySide(
    include,
    {},
    async ({ id, withPreviousMessages = 0, withNextMessages = 0 }) => {
      const target = found.get(id);
      if (target === undefined || (resourceId !== undefined && target.resourceId !== resourceId)) return [];
      const near = (selection: MessageSelection, count: number) =>
        neighbours(database, logger, target, { ...selection, resourceId }, count);
      return [
        ...(await near({ to: target.createdAt, descending: true }, withPreviousMessages)),
        target,
        ...(await near({ from: target.createdAt }, withNextMessages)),
      ];
    },
  );
  return around.flat();
}

/** As many as wanted of those that stand next to the target, in the direction of the reading. */
async function neighbours(
  database: MastraDatabase,
  logger: Warner,
  target: MessageItem,
  selection: MessageSelection,
  count: number,
): Promise<MessageItem[]> {
  const messages: MessageItem[] = [];
  if (count <= 0) return messages;
  const isBeyond = compareMessages(selection.descending === true);
  const reading = threadMessages(database, logger, target.threadId, { ...selection, first: count + 2 });
  for await (const item of reading) {
    // Others of the same moment may come before it; it may itself not be in the index yet.
    if (isBeyond(item, target) > 0) messages.push(item);
    if (messages.length >= count) break;
  }
  return messages;
}
