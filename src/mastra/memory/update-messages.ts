import type { MastraDBMessage } from '@mastra/core/agent';
import { shown } from '../../errors.ts';
import { missing } from '../../expressions/operators.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import { transactWrite } from '../../transactions/transact-write.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { jsonText } from '../json.ts';
import { nextInstant } from '../next-instant.ts';
import { getTtlProps, isTtlEnabled } from '../ttl.ts';
import { findMessages } from './find-messages.ts';
import { messageOf } from './message-record.ts';
import { checkThreadIds, touchThreads } from './threads.ts';
import { moves, placedWrites } from './write-messages.ts';

/** What is to be changed of a message. `undefined` stays as it is; content is merged, and in it the metadata. */
export interface MessageChange {
  readonly id: string;
  readonly threadId?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly role?: string | undefined;
  readonly type?: string | undefined;
  readonly content?: object | string | undefined;
}

/**
 * Changes messages, each on condition that it still is as it was read, and touches the threads it is and was in. Gives those
 * that there are, as they are afterwards.
 */
export async function updateMessages(
  database: MastraDatabase,
  changes: readonly MessageChange[],
): Promise<MastraDBMessage[]> {
  checkThreadIds(
    database,
    changes.flatMap(({ threadId }) => threadId || []),
  );
  const known = await findMessages(
    database,
    changes.map(({ id }) => id),
  );
  // Several changes of one message are made one after the other.
  const byId = new Map<string, MessageChange[]>();
  for (const change of changes) byId.set(change.id, [...(byId.get(change.id) ?? []), change]);
  const changed = await sideBySide([...byId], {}, ([id, own]) => changeOne(database, id, own, known.get(id)));
  const found = changed.flatMap((one) => one ?? []);
  await touchThreads(
    database,
    found.flatMap(({ before, after }) => [before.threadId, after.threadId]),
  );
  return found.map(({ after }) => messageOf(after));
}

function changeOne(
  database: MastraDatabase,
  id: string,
  changes: readonly MessageChange[],
  known: MessageItem | undefined,
): Promise<{ readonly before: MessageItem; readonly after: MessageItem } | undefined> {
  let first = true;
  return changeUntilKept(async () => {
    const before = first ? known : (await findMessages(database, [id])).get(id);
    first = false;
    if (before === undefined) return undefined;
    const now = database.now();
    const after = {
      ...changes.reduce(applied, before),
      updatedAt: nextInstant(now, before.updatedAt),
    };
    await replace(database, before, after);
    return { before, after };
  });
}

/** The whole item anew, where it is or, in the native layout, in another place. */
async function replace(database: MastraDatabase, before: MessageItem, after: MessageItem): Promise<void> {
  const { connection, layout, ttl } = database;
  const { message, messagePlace } = layout;
  const unchanged = { id: before.id, updatedAt: before.updatedAt ?? missing() };
  const end = getTtlProps('message', ttl, undefined, database.now());
  // With a time to live the place lives as long as the message.
  const alone = messagePlace === undefined || !(moves(before, after) || isTtlEnabled('message', ttl));
  if (alone) await send(connection, message.put({ ...after, ...end }, { if: unchanged }));
  else await transactWrite(connection, placedWrites(database, after, { before, end, unchanged }));
}

function applied(item: MessageItem, change: MessageChange): MessageItem {
  const { threadId, resourceId, role, type, content } = change;
  return {
    ...item,
    // What is empty is not given: no thread and no resource has such a name.
    threadId: threadId || item.threadId,
    resourceId: resourceId || item.resourceId,
    role: role ?? item.role,
    type: type ?? item.type,
    content: content === undefined || content === null ? item.content : mergedContent(item, content),
  };
}

/** What is not named in the new content stays, and so it is with its metadata. Content of old versions takes the present form. */
function mergedContent(item: MessageItem, content: object | string): string {
  if (typeof content === 'string') return content;
  const { content: old } = messageOf(item);
  const merged: Record<string, unknown> = { ...old, ...content };
  if (isObject(old.metadata) && isObject(merged.metadata)) {
    merged.metadata = { ...old.metadata, ...merged.metadata };
  }
  return jsonText(merged, `The message ${shown(item.id)} cannot be changed: its content`) ?? item.content;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
