import { BRANCH_SPAN_TYPE_SET, type SpanRecord } from '@mastra/core/storage';
import { and } from '../../expressions/condition.ts';
import { between, exists, gte, lte, type Operator } from '../../expressions/operators.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { SpanItem } from '../../repositories/mastra/span-layout.ts';
import type { MastraDatabase } from '../database.ts';
import { indexedItems } from '../indexed-items.ts';
import { sortedPage } from '../sorted-page.ts';
import type { Warner } from '../warner.ts';
import { failedTraces } from './failed-traces.ts';
import { isLive, readSpans, withExpiry } from './read-trace.ts';
import { filterCondition, jsonFilters, matchesJson, type SpanFilters } from './span-filter.ts';

/** A page of spans. */
export interface Listing {
  /** Root spans, or those that begin a branch. */
  readonly of: 'roots' | 'branches';
  readonly filters: SpanFilters;
  readonly orderBy: { readonly field: 'startedAt' | 'endedAt'; readonly direction: 'ASC' | 'DESC' };
  readonly pagination: { readonly page: number; readonly perPage: number };
  /** Only these attributes are read of the page. Default: all. */
  readonly attributes?: readonly (keyof SpanItem)[];
}

interface ListedSpans {
  readonly spans: SpanRecord[];
  readonly pagination: {
    readonly total: number;
    readonly page: number;
    readonly perPage: number;
    readonly hasMore: boolean;
  };
}

/** What the spans of a page are found by. */
type Candidate = Pick<SpanItem, 'traceId' | 'spanId' | 'startedAt' | 'endedAt' | 'metadata' | 'scope'>;

const MARKER = { roots: 'rootSince', branches: 'branchSince' } as const;

/**
 * A page, and how many spans there are in all. Since Mastra wants to know how many, all that match in the time asked for are gone
 * through, without their long fields; only those of the page are read in full, as they are now.
 */
export async function listSpans(
  database: MastraDatabase,
  logger: Warner,
  listing: Listing,
): Promise<ListedSpans> {
  const { page, perPage } = listing.pagination;
  const start = page * perPage;
  const end = start + perPage;
  const matches = matching(database, logger, listing);
  const { items, total } = await sortedPage(matches, comparing(listing.orderBy), start, end);
  const spans = await readSpans(database, items, listing.attributes);
  return { spans, pagination: { total, page, perPage, hasMore: end < total } };
}

async function* matching(
  database: MastraDatabase,
  logger: Warner,
  listing: Listing,
): AsyncGenerator<Candidate, void, undefined> {
  const { filters } = listing;
  const { hasChildError } = filters;
  if (cannotMatch(listing)) return;
  const failed =
    hasChildError === undefined ? undefined : await failedTraces(database, logger, filters.traceId);
  for await (const candidate of candidates(database, logger, listing)) {
    if (failed !== undefined && failed.has(candidate.traceId) !== hasChildError) continue;
    if (isLive(database, candidate) && (await matchesJson(candidate, filters))) yield candidate;
  }
}

/** Asked for a time that ends before it begins, or branches that begin with what begins none. */
function cannotMatch({ of, filters: { startedAt, spanType } }: Listing): boolean {
  const { start, end } = startedAt ?? {};
  if (start !== undefined && end !== undefined && start > end) return true;
  return of === 'branches' && spanType !== undefined && !BRANCH_SPAN_TYPE_SET.has(spanType);
}

function candidates(
  database: MastraDatabase,
  logger: Warner,
  { of, filters, orderBy }: Listing,
): AsyncGenerator<Candidate, void, undefined> {
  const { span } = database.layout;
  const select = withExpiry(database, [
    ...(['traceId', 'spanId', 'startedAt', 'endedAt'] as const),
    ...jsonFilters(filters),
  ]);
  const filter = filterCondition(filters);
  const elsewhere = { filter: and<SpanItem>({ [MARKER[of]]: exists() }, filter), select };
  const { traceId } = filters;
  if (traceId !== undefined)
    return iterate(database.connection, span.ofTrace({ traceId }, { ...elsewhere, consistent: true }));
  const order = orderBy.direction === 'ASC' ? 'ascending' : 'descending';
  const options = { filter, select, order } as const;
  const since = timeRange(filters);
  const query =
    of === 'roots'
      ? span.roots(since === undefined ? {} : { rootSince: since }, options)
      : span.branches(since === undefined ? {} : { branchSince: since }, options);
  return indexedItems(database, logger, query, () => span.all(elsewhere));
}

function timeRange({ startedAt }: SpanFilters): Operator<string> | undefined {
  const start = startedAt?.start?.toISOString();
  const end = startedAt?.end?.toISOString();
  if (start !== undefined && end !== undefined) return between(start, end);
  if (start !== undefined) return gte(start);
  return end === undefined ? undefined : lte(end);
}

/** As Mastra's store in memory has it: what has not ended comes first where the latest do. Of equal ones the id decides. */
function comparing({ field, direction }: Listing['orderBy']): (a: Candidate, b: Candidate) => number {
  const sign = direction === 'ASC' ? 1 : -1;
  // No time is as late as the highest character.
  const time = (span: Candidate) => span[field] ?? '\uffff';
  const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return (a, b) => sign * (text(time(a), time(b)) || text(a.traceId, b.traceId) || text(a.spanId, b.spanId));
}
