import { consumedCapacity } from '../client/consumed-capacity.ts';
import type {
  FirstOperation,
  NativeItem,
  Page,
  PageOperation,
  RejectedItem,
} from '../operations/operation.ts';
import type { Answer } from './requests.ts';

/** A page that is being read. */
export type PageInParts<T> = { -readonly [K in keyof Page<T>]: Page<T>[K] };

/** A filter that lets little through is read in ever larger parts, up to this many items at once. */
const MAX_FILTERED_LIMIT = 1000;

export function emptyPage<T>(): PageInParts<T> {
  return { items: [], cursor: undefined, rejected: [], requests: 0, scanned: 0, capacity: undefined };
}

/** Counts what a request has cost. */
export function addCost<T>(page: PageInParts<T>, answer: Answer): void {
  page.requests += 1;
  page.scanned += answer.ScannedCount ?? answer.Items?.length ?? 0;
  const units = consumedCapacity(answer);
  if (units !== undefined) page.capacity = (page.capacity ?? 0) + units;
}

/** Puts a stored item where it belongs: on the page, beside it, or nowhere. */
export function addItem<T>(
  page: PageInParts<T>,
  read: PageOperation<T>['plan']['read'],
  raw: NativeItem,
): void {
  const reading = read(raw);
  if (reading === undefined) return;
  if ('item' in reading) page.items.push(reading.item);
  else page.rejected.push(reading.rejected);
}

/** Whether the page has what it is for. Without a limit that is anything; an invalid item decides a read of the first one. */
export function isEnough<T>(operation: PageOperation<T> | FirstOperation<T>, page: PageInParts<T>): boolean {
  const { limit } = operation.plan;
  if (limit === undefined) return page.items.length + page.rejected.length > 0;
  return page.items.length >= limit || (operation.mode === 'first' && page.rejected.some(isInvalid));
}

/** It should have been an item of the pattern's, and is none. */
export function isInvalid({ reason }: RejectedItem): boolean {
  return reason === 'invalid';
}

/** How many items a request may evaluate: what is missing, and under a filter more and more from one round to the next. */
export function partSize(missing: number, filtered: boolean, round: number): { Limit?: number } {
  if (missing === Number.POSITIVE_INFINITY) return {};
  if (!filtered) return { Limit: missing };
  return { Limit: Math.max(missing, Math.min(missing * 2 ** round, MAX_FILTERED_LIMIT)) };
}
