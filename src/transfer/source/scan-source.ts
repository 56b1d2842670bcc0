import type { Connection } from '../../client/connect.ts';
import { RequestError, shown } from '../../errors.ts';
import { findIndex } from '../../table/table.ts';
import { rawPages } from './raw-pages.ts';
import type { Source } from './source.ts';

/** A whole table, or all of one of its indexes. */
export interface ScanFrom {
  /** How many parts are read side by side, 1 to 32. Default 4. */
  readonly segments?: number;
  /** An index that holds all that is wanted. Default: the table. */
  readonly index?: string;
  /** See every write that was answered before the read, at twice the cost; not on a global index. Default `false`. */
  readonly consistent?: boolean;
}

const DEFAULT_SEGMENTS = 4;
/** As many pages of 1 MB in memory are enough, and the SDK has 50 sockets. The service would take 1,000,000. */
const MAX_SEGMENTS = 32;

/** @throws RequestError for a number of segments out of range, or an index that does not hold the entities' names. */
export function scanSource(db: Connection, from: ScanFrom): Source {
  const { segments = DEFAULT_SEGMENTS, index, consistent = false } = from;
  if (!Number.isInteger(segments) || segments < 1 || segments > MAX_SEGMENTS) {
    throw new RequestError(
      `exportTable: segments is a whole number from 1 to ${MAX_SEGMENTS}, not ${shown(segments)}.`,
    );
  }
  checkIndex(db, index, consistent);
  const input = {
    TableName: db.tableName,
    ...(index !== undefined && { IndexName: index }),
    ...(consistent && { ConsistentRead: true }),
  };
  return {
    described: { kind: 'scan', segments, ...(index !== undefined && { index }) },
    identity: ['scan', segments, index ?? null, consistent],
    segments: Array.from({ length: segments }, (_, Segment) => ({
      pages: (after, abortSignal) => {
        const read = { ...input, Segment, TotalSegments: segments };
        return rawPages(db, { kind: 'scan', name: 'exportTable', input: read }, after, abortSignal);
      },
    })),
  };
}

/** @throws RequestError for an index that there is not, or that cannot tell of what entity an item is. */
export function checkIndex({ table }: Connection, name: string | undefined, consistent: boolean): void {
  const index = findIndex(table, name);
  if (index === undefined) {
    const known = table.indexes.map((each) => each.name).join(', ') || 'none';
    throw new RequestError(
      `exportTable: table ${table.name} has no index ${shown(name)}; its indexes: ${known}.`,
    );
  }
  if (consistent && index.scope === 'global') {
    throw new RequestError(`exportTable: index ${name} is a global one, which has no consistent reads.`);
  }
  const { projection } = index;
  if (projection === 'all' || (projection !== 'keys' && projection.includes(table.discriminator))) return;
  throw new RequestError(
    `exportTable: index ${name} does not hold ${table.discriminator}, so nothing tells of what entity its items are.`,
  );
}
