import type { Condition } from '../../expressions/condition.ts';
import { between, gte, lte } from '../../expressions/operators.ts';
import type { PageOptions } from '../../operations/read-options.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import type { MastraDatabase } from '../database.ts';
import { scanWhereMissing } from '../indexed-items.ts';
import { hasExpired } from '../ttl.ts';
import { tellRejected, type Warner } from '../warner.ts';

/** Which messages, and in which order. */
export interface MessageSelection {
  readonly resourceId?: string | undefined;
  /** Both ends count. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Default: oldest first. */
  readonly descending?: boolean | undefined;
  /** How many will do at first; more are read when they are asked for. Default: as many as one request gives. */
  readonly first?: number | undefined;
}

/** The messages of a thread in the order of their time, and then of their ids; descending is exactly the reverse. */
export function threadMessages(
  database: MastraDatabase,
  logger: Warner,
  threadId: string,
  selection: MessageSelection,
): AsyncGenerator<MessageItem, void, undefined> {
  const { message, name } = database.layout;
  const createdAt = rangeOf(selection);
  const args = { threadId, ...(createdAt !== undefined && { createdAt }) };
  // The native layout reads the thread's partition itself, and can ask for the latest writes.
  const read = (options: PageOptions<Condition<MessageItem>>) =>
    message.ofThread(args, {
      ...optionsOf(selection),
      ...(name === 'native' && { consistent: true }),
      ...options,
    });
  const scan = () => message.all({ filter: { threadId } });
  const belongs = (item: MessageItem) =>
    item.threadId === threadId &&
    (selection.resourceId === undefined || item.resourceId === selection.resourceId);
  return inOrder(database, logger, read, scan, belongs, selection);
}

/** The messages of a resource in all threads, in the same order. The compatible layout has no index for them: it scans. */
export function resourceMessages(
  database: MastraDatabase,
  logger: Warner,
  resourceId: string,
  selection: MessageSelection,
): AsyncGenerator<MessageItem, void, undefined> {
  const { message } = database.layout;
  const createdAt = rangeOf(selection);
  const args = { resourceId, ...(createdAt !== undefined && { createdAt }) };
  const { ofResource } = message;
  const read =
    ofResource &&
    ((options: PageOptions<Condition<MessageItem>>) =>
      ofResource(args, { ...optionsOf(selection), ...options }));
  const scan = () => message.all({ filter: { resourceId } });
  return inOrder(database, logger, read, scan, (item) => item.resourceId === resourceId, selection);
}

type Read = (
  options: PageOptions<Condition<MessageItem>>,
) => ReturnType<MastraDatabase['layout']['message']['ofThread']>;

async function* inOrder(
  database: MastraDatabase,
  logger: Warner,
  read: Read | undefined,
  scan: () => ReturnType<MastraDatabase['layout']['message']['all']>,
  belongs: (item: MessageItem) => boolean,
  selection: MessageSelection,
): AsyncGenerator<MessageItem, void, undefined> {
  const descending = selection.descending === true;
  const kept = (item: MessageItem) =>
    belongs(item) && isWithin(item, selection) && !hasExpired('message', database.ttl, item, database.now());
  const fromIndex = read && (() => startingWith(database, logger, read, selection.first));
  const index = read?.({}).input.IndexName;
  let sorted: MessageItem[] = [];
  for await (const { item, scanned } of scanWhereMissing(database, logger, index, fromIndex, scan)) {
    if (!kept(item)) continue;
    // Of those from an index only messages of one moment may be out of order.
    if (!scanned && sorted[0] !== undefined && sorted[0].createdAt !== item.createdAt) {
      yield* sortMessages(sorted, descending);
      sorted = [];
    }
    sorted.push(item);
  }
  yield* sortMessages(sorted, descending);
}

async function* startingWith(
  { connection }: MastraDatabase,
  logger: Warner,
  read: Read,
  first: number | undefined,
): AsyncGenerator<MessageItem, void, undefined> {
  const telling = tellRejected(logger);
  if (first === undefined) {
    yield* iterate(connection, read({}), telling);
    return;
  }
  const page = await send(connection, read({ limit: first, maxRequests: 1 }));
  page.rejected.forEach(telling.onRejected);
  yield* page.items;
  if (page.cursor !== undefined) yield* iterate(connection, read({ cursor: page.cursor }), telling);
}

function optionsOf({ descending, resourceId }: MessageSelection): PageOptions<Condition<MessageItem>> {
  return {
    order: descending === true ? 'descending' : 'ascending',
    ...(resourceId !== undefined && { filter: { resourceId } }),
  };
}

function rangeOf({ from, to }: MessageSelection) {
  if (from !== undefined && to !== undefined) return between(from, to);
  if (from !== undefined) return gte(from);
  return to === undefined ? undefined : lte(to);
}

function isWithin({ createdAt }: MessageItem, { from, to }: MessageSelection): boolean {
  return (from === undefined || createdAt >= from) && (to === undefined || createdAt <= to);
}

type Placed = Pick<MessageItem, 'createdAt' | 'id'>;

/** By time, then by id: the order in which a thread is read, or exactly the reverse. */
export function compareMessages(descending: boolean): (a: Placed, b: Placed) => number {
  const sign = descending ? -1 : 1;
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return (a, b) => sign * (compare(a.createdAt, b.createdAt) || compare(a.id, b.id));
}

export function sortMessages<T extends Placed>(items: T[], descending: boolean): T[] {
  return items.sort(compareMessages(descending));
}
