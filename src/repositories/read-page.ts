import type { Connection } from '../client/connect.ts';
import { consumedCapacity, type SendOptions } from '../client/run-command.ts';
import { InvalidItem } from '../errors.ts';
import type {
  CountOperation,
  FirstOperation,
  NativeItem,
  Page,
  PageOperation,
  RejectedItem,
} from '../operations/operation.ts';
import { writeCursor } from './cursor.ts';
import { cursorScope, request, startOf } from './requests.ts';

/** A filter that lets little through is read in ever larger parts, up to this many items at once. */
const MAX_FILTERED_LIMIT = 1000;

/** Reads one page: as many requests as its limit needs. */
export async function readPage<T>(
  db: Connection,
  operation: PageOperation<T> | FirstOperation<T>,
  options: SendOptions = {},
): Promise<Page<T>> {
  const { plan, input } = operation;
  const page: { -readonly [K in keyof Page<T>]: Page<T>[K] } = {
    items: [],
    cursor: undefined,
    rejected: [],
    requests: 0,
    scanned: 0,
    capacity: undefined,
  };
  let start = startOf(db, operation);
  if (plan.empty) return page;
  const limit = plan.limit ?? Number.POSITIVE_INFINITY;
  const filtered = input.FilterExpression !== undefined;
  for (;;) {
    const answer = await request(
      db,
      operation,
      start,
      partSize(limit - page.items.length, filtered, page.requests),
      options,
    );
    page.requests += 1;
    page.scanned += answer.ScannedCount ?? answer.Items?.length ?? 0;
    const units = consumedCapacity(answer);
    if (units !== undefined) page.capacity = (page.capacity ?? 0) + units;
    const last = takeItems(plan.read, answer.Items ?? [], limit, page);
    start = last ?? answer.LastEvaluatedKey;
    if (start === undefined) return page;
    const found = page.items.length + page.rejected.length > 0;
    const enough = plan.limit === undefined ? found : page.items.length >= limit || denied(operation, page);
    if (last !== undefined || enough || page.requests >= (plan.maxRequests ?? Number.POSITIVE_INFINITY)) {
      page.cursor = writeCursor(cursorScope(db, operation), start);
      return page;
    }
  }
}

/** The first item of a query or scan. An invalid one is an error: to pass it over would be to deny it. */
export async function readFirst<T>(
  db: Connection,
  operation: FirstOperation<T>,
  options: SendOptions = {},
): Promise<T | undefined> {
  const page = await readPage(db, operation, options);
  const invalid = page.rejected.find(isInvalid);
  if (invalid !== undefined) {
    throw new InvalidItem(invalid.message, {
      entity: invalid.entity,
      operation: operation.name,
      item: invalid.item,
      issues: [{ message: invalid.message, path: '' }],
    });
  }
  return page.items[0];
}

/** An invalid item decides a read of the first one, so nothing more is read. */
function denied<T>(operation: PageOperation<T> | FirstOperation<T>, page: Page<T>): boolean {
  return operation.mode === 'first' && page.rejected.some(isInvalid);
}

function isInvalid({ reason }: RejectedItem): boolean {
  return reason === 'invalid';
}

/** Counts, part by part, without transferring items. */
export async function readCount(
  db: Connection,
  operation: CountOperation,
  options: SendOptions = {},
): Promise<number> {
  let count = 0;
  let start: NativeItem | undefined;
  if (operation.plan.empty) return count;
  do {
    const answer = await request(db, operation, start, {}, options);
    count += answer.Count ?? 0;
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return count;
}

/** Takes items up to the limit. When some are left over, gives the last one considered: the page ends there. */
function takeItems<T>(
  read: PageOperation<T>['plan']['read'],
  raws: readonly NativeItem[],
  limit: number,
  page: Pick<Page<T>, 'items' | 'rejected'>,
): NativeItem | undefined {
  for (let place = 0; place < raws.length; place += 1) {
    const raw = raws[place];
    if (raw === undefined) continue;
    if (page.items.length >= limit) return raws[place - 1];
    const reading = read(raw);
    if (reading === undefined) continue;
    if ('item' in reading) page.items.push(reading.item);
    else page.rejected.push(reading.rejected);
  }
  return undefined;
}

/** How many items a request may evaluate: what is missing, and under a filter more and more. */
function partSize(missing: number, filtered: boolean, requests: number): { Limit?: number } {
  if (missing === Number.POSITIVE_INFINITY) return {};
  if (!filtered) return { Limit: missing };
  return { Limit: Math.max(missing, Math.min(missing * 2 ** requests, MAX_FILTERED_LIMIT)) };
}
