import type { ListScoresResponse } from '@mastra/core/evals';
import {
  calculatePagination,
  normalizePerPage,
  type ScoreTenancyFilters,
  type StoragePagination,
} from '@mastra/core/storage';
import type { Condition } from '../../expressions/condition.ts';
import type { PageOperation } from '../../operations/operation.ts';
import type { PageOptions } from '../../operations/read-options.ts';
import type { ScoreItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { indexedItems } from '../indexed-items.ts';
import { sortedPage } from '../sorted-page.ts';
import { hasExpired } from '../ttl.ts';
import type { Warner } from '../warner.ts';
import { scoreRow } from './score-item.ts';

/** The attributes that scores are listed by. */
export type ScoreMatch = Partial<
  Pick<ScoreItem, 'scorerId' | 'runId' | 'entityId' | 'entityType' | 'source' | 'traceId' | 'spanId'>
>;

type Query = (options: PageOptions<Condition<ScoreItem>>) => PageOperation<ScoreItem>;

/** A page of the scores that match exactly, the latest first, and how many there are in all. */
export async function listScores(
  database: MastraDatabase,
  logger: Warner,
  query: Query,
  match: ScoreMatch,
  pagination: StoragePagination,
  filters: ScoreTenancyFilters = {},
): Promise<ListScoresResponse> {
  const { page, perPage: asked } = pagination;
  const size = normalizePerPage(asked, Number.MAX_SAFE_INTEGER);
  const { offset, perPage } = calculatePagination(page, asked, size);
  const end = asked === false ? Number.POSITIVE_INFINITY : offset + size;
  // Keys of the compatible layout are in lower case, and a scan stands in for an index that the table lacks.
  const filter = Object.fromEntries(
    Object.entries({ ...match, ...filters }).filter(([, value]) => value !== undefined),
  );
  // An empty id stands for none in the compatible layout, and is no part of a key in the native one.
  const found = Object.values(match).includes('')
    ? []
    : indexedItems(database, logger, query({ filter, order: 'descending' }), () =>
        database.layout.score.all({ filter }),
      );
  const { items, total } = await sortedPage(live(database, found), latestFirst, offset, end);
  return {
    scores: items.map(scoreRow),
    pagination: { total, page, perPage, hasMore: end < total },
  };
}

async function* live(
  database: MastraDatabase,
  items: AsyncIterable<ScoreItem> | Iterable<ScoreItem>,
): AsyncGenerator<ScoreItem, void, undefined> {
  for await (const item of items) {
    if (!hasExpired('score', database.ttl, item, database.now())) yield item;
  }
}

/** Of one instant, in the order of their ids, so that pages fit together. */
function latestFirst(a: ScoreItem, b: ScoreItem): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
