import {
  calculatePagination,
  normalizePerPage,
  type StorageListMessagesInput,
  type StorageListMessagesOutput,
  storageMessageMatchesMetadataFilter,
  validateStorageMetadataFilter,
} from '@mastra/core/storage';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import type { Warner } from '../warner.ts';
import { includedMessages } from './included-messages.ts';
import { mergeInOrder } from './merge-in-order.ts';
import { messageOf } from './message-record.ts';
import { type MessageSelection, resourceMessages, sortMessages, threadMessages } from './thread-messages.ts';

/** Mastra's default for messages. */
const DEFAULT_PER_PAGE = 40;

/** One more than the page tells that there are more, and the next that none of the same moment is missing. */
const READ_BEYOND = 2;

/** More than one request gives. */
const LARGEST_REQUEST = 10_000;
/** As Mastra's other stores have it; without a size of pages there is the first alone. */
const LARGEST_OFFSET = Number.MAX_SAFE_INTEGER / 2;

interface ListOptions extends Omit<StorageListMessagesInput, 'threadId' | 'resourceId'> {
  /** `undefined`: of all threads. */
  readonly threadIds?: readonly string[];
}

/** The messages of one or several threads, in the order of their time: a page of them, and those that are to be included. */
export function listThreadMessages(
  database: MastraDatabase,
  logger: Warner,
  input: StorageListMessagesInput,
): Promise<StorageListMessagesOutput> {
  const { threadId, resourceId } = input;
  const threadIds = [...new Set(Array.isArray(threadId) ? threadId : [threadId])];
  if (threadIds.length === 0 || threadIds.some((id) => typeof id !== 'string' || id.trim() === '')) {
    throw new TypeError('threadId must be a non-empty string or array of non-empty strings');
  }
  const scope = resourceId || undefined;
  return listPage(database, logger, { ...input, threadIds }, scope, (selection) =>
    mergeInOrder(
      threadIds.map((id) => threadMessages(database, logger, id, { ...selection, resourceId: scope })),
      selection.descending === true,
    ),
  );
}

/** The messages of a resource in all threads. */
export function listResourceMessages(
  database: MastraDatabase,
  logger: Warner,
  resourceId: string,
  options: ListOptions,
): Promise<StorageListMessagesOutput> {
  return listPage(database, logger, options, resourceId, (selection) =>
    resourceMessages(database, logger, resourceId, selection),
  );
}

async function listPage(
  database: MastraDatabase,
  logger: Warner,
  options: ListOptions,
  scope: string | undefined,
  read: (selection: MessageSelection) => AsyncIterable<MessageItem>,
): Promise<StorageListMessagesOutput> {
  const { filter, threadIds } = options;
  // What came out of JSON may say null where nothing was given.
  const include = options.include ?? [];
  const page = options.page ?? 0;
  const includeTotal = options.includeTotal ?? true;
  const metadata = validateStorageMetadataFilter(filter?.metadata ?? undefined);
  const perPage = normalizePerPage(options.perPage, DEFAULT_PER_PAGE);
  if (!Number.isSafeInteger(page) || page < 0) throw new TypeError('page must be >= 0');
  if (page * perPage > LARGEST_OFFSET) throw new TypeError('page value too large');
  const { offset, perPage: perPageOut } = calculatePagination(page, options.perPage, perPage);
  const descending = options.orderBy?.direction === 'DESC';

  const items: MessageItem[] = [];
  let total = 0;
  // A page of nothing in threads, which Mastra asks for with inclusions, is not counted either.
  if (perPage > 0 || threadIds === undefined) {
    const end = offset + perPage;
    const plain = !includeTotal && metadata === undefined;
    const selection = {
      ...rangeOf(filter?.dateRange),
      descending,
      first: plain ? Math.min(end + READ_BEYOND, LARGEST_REQUEST) : undefined,
    };
    for await (const item of read(selection)) {
      if (!isWithin(item, filter?.dateRange)) continue;
      if (metadata !== undefined && !storageMessageMatchesMetadataFilter(item.content, metadata)) continue;
      if (total >= offset && total < end) items.push(item);
      total += 1;
      // One more than the page tells that there are more.
      if (!includeTotal && total > end) break;
    }
  }
  const included = await includedMessages(database, logger, include, scope);
  const all = new Map([...items, ...included].map((item) => [item.id, item]));
  const messages = sortMessages([...all.values()], descending).map(messageOf);
  // With inclusions, all of the threads asked for count as returned.
  const returned =
    include.length === 0 || metadata !== undefined || threadIds === undefined
      ? offset + items.length
      : messages.filter((message) => threadIds.includes(message.threadId ?? '')).length;
  return { messages, total, page, perPage: perPageOut, hasMore: returned < total };
}

type DateRange = NonNullable<NonNullable<ListOptions['filter']>['dateRange']>;

function rangeOf(range: DateRange | undefined): Pick<MessageSelection, 'from' | 'to'> {
  return {
    from: range?.start && new Date(range.start).toISOString(),
    to: range?.end && new Date(range.end).toISOString(),
  };
}

function isWithin({ createdAt }: MessageItem, range: DateRange | undefined): boolean {
  const { from, to } = rangeOf(range);
  return (
    !(range?.startExclusive === true && createdAt === from) &&
    !(range?.endExclusive === true && createdAt === to)
  );
}
