import { bulkLoad } from '../../batch/bulk-load.ts';
import type { BulkReport, FailedWrite } from '../../batch/bulk-report.ts';
import type { StopReason } from '../../batch/drain.ts';
import { runCommand } from '../../client/run-command.ts';
import { RequestError } from '../../errors.ts';
import { checkCallOptions } from '../../operations/check-options.ts';
import type { MastraDatabase } from '../database.ts';
import type { Put } from './item-kinds.ts';
import { migratedItem, type SkippedItem } from './migrated-item.ts';
import {
  checkedCheckpoint,
  type MigratedCounts,
  type MigrationCheckpoint,
  newCheckpoint,
  type SkippedCounts,
} from './migration-checkpoint.ts';
import { type MigrationTables, type OpenTables, withTables } from './migration-tables.ts';
import { type PageEntry, PageLog } from './page-log.ts';
import { DEFAULT_SEGMENTS, scanSegments } from './scan-segments.ts';

const CALL = 'migrateLayout';

/** What a migration goes through so far. */
export interface MigrationProgress {
  /** Items read of the old table, by this run. */
  readonly read: number;
  /** Items written to the new one, by this run: a message takes two. */
  readonly written: number;
  /** Write units consumed, if a rate is set. */
  readonly capacity: number | undefined;
  /** Milliseconds since it began. */
  readonly ms: number;
}

/** How a table is migrated. */
export interface MigrationOptions extends MigrationTables {
  /** Parts of the old table that are read side by side, each with a page of up to 500 items in memory: 1 to 32. Default 4. */
  readonly segments?: number;
  /** Where an earlier run came to. Default: from the beginning. */
  readonly checkpoint?: MigrationCheckpoint;
  /**
   * Begin although the new table holds items already, and replace those that are in the old one, too: also what has been changed in
   * the new one since. Default: false.
   */
  readonly overwrite?: boolean;
  /** Called after every thousand or so writes and at the end, and waited for. What it throws ends the migration. */
  readonly onCheckpoint?: (checkpoint: MigrationCheckpoint) => void | Promise<void>;
  /**
   * Called for each item that is left behind, and waited for before a checkpoint passes it. After another run it may be called for
   * the same item again. What it throws ends the migration.
   */
  readonly onSkipped?: (skipped: SkippedItem) => void | Promise<void>;
  /** Called after each answer. */
  readonly onProgress?: (progress: MigrationProgress) => void;
  /** Write units a second at most, as the service counts them, indexes included. Default: as many as the table takes. */
  readonly writeUnitsPerSecond?: number;
  /** Write requests in flight at most. Default 16. */
  readonly concurrency?: number;
  /** Ends it with a last checkpoint. */
  readonly abortSignal?: AbortSignal | undefined;
}

/** How a migration went. */
export interface MigrationReport {
  /** By this run and those before. */
  readonly migrated: MigratedCounts;
  readonly skipped: SkippedCounts;
  /** Everything was read, and nothing was left behind, now or before. */
  readonly complete: boolean;
  /** Why it ended before everything was read; then `checkpoint` is where to go on. */
  readonly stopped: StopReason | undefined;
  /** The error that ended it, if one did. */
  readonly cause: unknown;
  readonly checkpoint: MigrationCheckpoint;
  /** Of this run: items written, write requests, write units if a rate is set, milliseconds. */
  readonly written: number;
  readonly requests: number;
  readonly capacity: number | undefined;
  readonly ms: number;
}

const OPTIONS: readonly (keyof MigrationOptions)[] = [
  'from',
  'to',
  'segments',
  'checkpoint',
  'overwrite',
  'onCheckpoint',
  'onSkipped',
  'onProgress',
  'writeUnitsPerSecond',
  'concurrency',
  'abortSignal',
];

/**
 * Copies a Mastra table from the compatible layout into a table of the native one, as a stream: threads, messages, resources,
 * workflow runs, scores, background tasks, spans and observational memory, with their times and their time to live. The old table is
 * only read, and should not be written meanwhile. A new table that holds items already is taken with a checkpoint or with `overwrite`.
 *
 * It does not throw once it has begun: the report says how far it came.
 *
 * @throws RequestError before anything is read, for tables or options that cannot be, and for a new table that is filled.
 * @example
 * ```ts
 * import { migrateLayout } from 'monotable/mastra';
 *
 * export async function migrate() {
 *   const report = await migrateLayout({
 *     from: { tableName: 'mastra-single-table' }, // $mastra#entity_thread#id_t-1
 *     to: { tableName: 'mastra' }, // THREAD#T-1
 *     onSkipped: ({ reason, message, item }) => console.warn(reason, message, item.pk),
 *   });
 *   console.log(report.migrated, report.skipped);
 * }
 * ```
 */
export async function migrateLayout(options: MigrationOptions): Promise<MigrationReport> {
  checkCallOptions(options, OPTIONS, CALL);
  return withTables(options, CALL, async (tables) => {
    if (options.checkpoint === undefined && options.overwrite !== true) await refuseFilled(tables.to);
    return migrate(tables, options);
  });
}

/** What a service has written to the new table would be lost under what the old one says. */
async function refuseFilled({ connection }: MastraDatabase): Promise<void> {
  const input = { TableName: connection.tableName, Limit: 1, ConsistentRead: true };
  const { Items = [] } = await runCommand(connection, CALL, 'scan', input, {});
  if (Items.length === 0) return;
  throw new RequestError(
    `${CALL}: table ${connection.tableName} holds items already. Go on with the checkpoint of the run that wrote them, or say overwrite, which replaces what was changed there since.`,
  );
}

async function migrate(tables: OpenTables, options: MigrationOptions): Promise<MigrationReport> {
  const log = new PageLog(beginning(tables, options));
  const origins = new WeakMap<object, Origin>();
  let read = 0;

  async function* puts(): AsyncGenerator<Put, void, undefined> {
    let writes = 0;
    const { segments } = log.checkpoint;
    for await (const page of scanSegments(tables.from.connection, segments, CALL, options.abortSignal)) {
      const entry = log.begin(page);
      for (const stored of page.items) {
        read += 1;
        const migrated = migratedItem(stored, tables.ends);
        if (migrated.skipped !== undefined) {
          await options.onSkipped?.(migrated.skipped);
          entry.skip(migrated.skipped.reason);
          continue;
        }
        entry.migrate(migrated.kind.name);
        const origin: Origin = { stored, entry, kind: migrated.kind.name, refused: false };
        for (const put of migrated.puts) {
          origins.set(put, origin);
          writes += 1;
          yield put;
        }
      }
      entry.end(writes);
    }
  }
  const refused = async ({ operation, error }: FailedWrite): Promise<void> => {
    const origin = operation && origins.get(operation);
    // The other item of a message may have failed before.
    if (origin === undefined || origin.refused) return;
    origin.refused = true;
    const { stored, entry, kind } = origin;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await options.onSkipped?.({ reason: 'refused', message, item: stored });
    entry.skip('refused', kind);
  };

  const { onProgress, concurrency, writeUnitsPerSecond, abortSignal } = options;
  const report = await bulkLoad(tables.to.connection, puts(), {
    abortSignal,
    ...(concurrency !== undefined && { concurrency }),
    ...(writeUnitsPerSecond !== undefined && { writeUnitsPerSecond }),
    ...(onProgress && {
      onProgress: ({ written, capacity, ms }) => onProgress({ read, written, capacity, ms }),
    }),
    onFailed: refused,
    onCheckpoint: async (position) => options.onCheckpoint?.(log.passed(position)),
  });
  return finished(report, log, options);
}

/** An item of the old table whose writes are on their way. */
interface Origin {
  readonly stored: SkippedItem['item'];
  readonly entry: PageEntry;
  readonly kind: string;
  refused: boolean;
}

function beginning(
  { from, to }: OpenTables,
  { checkpoint, segments }: MigrationOptions,
): MigrationCheckpoint {
  const names = { from: from.connection.tableName, to: to.connection.tableName };
  if (checkpoint !== undefined) return checkedCheckpoint(checkpoint, { ...names, segments }, CALL);
  return newCheckpoint(names.from, names.to, segments ?? DEFAULT_SEGMENTS, CALL);
}

/** The last checkpoint is saved here: pages that hold nothing to write come after the last write. */
async function finished(
  report: BulkReport,
  log: PageLog,
  { onCheckpoint }: MigrationOptions,
): Promise<MigrationReport> {
  let { stopped, cause } = report;
  const checkpoint = log.passed(report.position);
  if (stopped !== 'error') {
    try {
      await onCheckpoint?.(checkpoint);
    } catch (error) {
      stopped = 'error';
      cause = error;
    }
  }
  const { migrated, skipped } = checkpoint;
  const { written, requests, capacity, ms } = report;
  const complete = stopped === undefined && Object.keys(skipped).length === 0;
  return { migrated, skipped, complete, stopped, cause, checkpoint, written, requests, capacity, ms };
}
