import { MonotableError } from '../../errors.ts';
import { sameItem } from '../../expressions/same-value.ts';
import { checkCallOptions } from '../../operations/check-options.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { nativeTable } from '../../repositories/mastra/native/table.ts';
import { primaryAttributes } from '../../table/table.ts';
import { KIND_BY_TARGET, type Put } from './item-kinds.ts';
import { migratedItem, type SkipReason } from './migrated-item.ts';
import type { SkippedCounts } from './migration-checkpoint.ts';
import { type MigrationTables, type OpenTables, withTables } from './migration-tables.ts';
import { DEFAULT_SEGMENTS, newSegments, scanSegments } from './scan-segments.ts';
import { storedItems } from './stored-items.ts';

const CALL = 'verifyMigration';

/** An item of the new table that is not as migrating makes it. */
export interface MigrationDifference {
  /** `'missing'`: it is not there. `'different'`: some of its attributes differ. `'extra'`: the old table has nothing of it. */
  readonly what: 'missing' | 'different' | 'extra';
  /** Its primary key in the new table. */
  readonly key: NativeItem;
  /** The attributes that differ; empty but for `'different'`. */
  readonly attributes: readonly string[];
}

/** How tables are compared. */
export interface VerifyOptions extends MigrationTables {
  /** As for `migrateLayout`. */
  readonly segments?: number;
  /** Called for each difference, and waited for. What it throws ends the comparison. */
  readonly onDifference?: (difference: MigrationDifference) => void | Promise<void>;
  /** Called after each page, with how many items of both tables were read. */
  readonly onProgress?: (read: number) => void;
  readonly abortSignal?: AbortSignal | undefined;
}

/** How two tables compare. */
export interface VerifyReport {
  /** Nothing is missing, different or extra. What cannot be migrated does not count. */
  readonly equal: boolean;
  /** Items that the new table should have. */
  readonly expected: number;
  readonly missing: number;
  readonly different: number;
  readonly extra: number;
  /** Items of the old table that cannot be migrated. */
  readonly skipped: SkippedCounts;
}

const OPTIONS: readonly (keyof VerifyOptions)[] = [
  'from',
  'to',
  'segments',
  'onDifference',
  'onProgress',
  'abortSignal',
];
const KEY = [...primaryAttributes(nativeTable)];

/**
 * Compares the tables of a migration, item by item and attribute by attribute, in consistent reads: what of the old table is
 * not in the new one, or not as it should be, and then what the new one has beyond it. Nothing is written. What has changed in the new
 * table since, or has expired there, differs.
 *
 * @throws RequestError for tables or options that cannot be; the SDK's errors.
 * @example
 * ```ts
 * import { verifyMigration } from 'monotable/mastra';
 *
 * export async function verify() {
 *   const { equal, missing, different, extra } = await verifyMigration({
 *     from: { tableName: 'mastra-single-table' },
 *     to: { tableName: 'mastra' },
 *     onDifference: ({ what, key, attributes }) => console.warn(what, key, attributes), // 'different' { PK: 'THREAD#T-1', SK: 'THREAD' } ['title']
 *   });
 *   console.log(equal, missing, different, extra);
 * }
 * ```
 */
export async function verifyMigration(options: VerifyOptions): Promise<VerifyReport> {
  checkCallOptions(options, OPTIONS, CALL);
  return withTables(options, CALL, (tables) => verify(tables, options));
}

async function verify(tables: OpenTables, options: VerifyOptions): Promise<VerifyReport> {
  const { segments = DEFAULT_SEGMENTS, onDifference, onProgress, abortSignal } = options;
  const positions = newSegments(segments, CALL);
  const counts = { missing: 0, different: 0, extra: 0 };
  const skipped: Partial<Record<SkipReason, number>> = {};
  let expected = 0;
  let read = 0;
  const tell = async (
    what: MigrationDifference['what'],
    key: NativeItem,
    attributes: readonly string[] = [],
  ) => {
    counts[what] += 1;
    await onDifference?.({ what, key, attributes });
  };
  const from = tables.from.connection;
  const to = tables.to.connection;
  for await (const { items } of scanSegments(from, positions, CALL, abortSignal)) {
    const puts: Put[] = [];
    for (const stored of items) {
      const migrated = migratedItem(stored, tables.ends);
      if (migrated.skipped === undefined) puts.push(...migrated.puts);
      else skipped[migrated.skipped.reason] = (skipped[migrated.skipped.reason] ?? 0) + 1;
    }
    expected += puts.length;
    const found = await storedItems(
      to,
      puts.map(({ key }) => key),
      CALL,
      abortSignal,
    );
    for (const [place, { key, input }] of puts.entries()) {
      const item = found[place];
      if (item === undefined) await tell('missing', key);
      else if (!sameItem(input.Item, item)) await tell('different', key, differing(input.Item, item));
    }
    read += items.length;
    onProgress?.(read);
  }
  for await (const { items } of scanSegments(to, positions, CALL, abortSignal)) {
    for (const item of await withoutSource(tables, items, abortSignal)) await tell('extra', keyOf(item));
    read += items.length;
    onProgress?.(read);
  }
  const equal = counts.missing + counts.different + counts.extra === 0;
  return { equal, expected, ...counts, skipped };
}

function differing(one: NativeItem, other: NativeItem): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => !sameItem({ value: one[name] }, { value: other[name] })).sort();
}

/** Those of the new table's items that nothing in the old one would become. */
async function withoutSource(
  { from, ends }: OpenTables,
  items: readonly NativeItem[],
  abortSignal: AbortSignal | undefined,
): Promise<readonly NativeItem[]> {
  const keys = items.map(sourceKeyOf);
  const known = keys.filter((key) => key !== undefined);
  const found = (await storedItems(from.connection, known, CALL, abortSignal)).values();
  return items.filter((item, place) => {
    const stored = keys[place] && found.next().value;
    if (stored === undefined) return true;
    const migrated = migratedItem(stored, ends);
    return !migrated.puts?.some(({ key }) => sameItem(key, keyOf(item)));
  });
}

/** Where the old table would have what became this item of the new one; `undefined` for an item of no kind that there is. */
function sourceKeyOf(item: NativeItem): NativeItem | undefined {
  try {
    return KIND_BY_TARGET.get(item[nativeTable.discriminator])?.sourceKey(item);
  } catch (error) {
    if (error instanceof MonotableError) return undefined;
    throw error;
  }
}

function keyOf(item: NativeItem): NativeItem {
  return Object.fromEntries(KEY.map((name) => [name, item[name]]));
}
