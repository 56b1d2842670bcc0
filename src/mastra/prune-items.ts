import {
  executeRetentionPrune,
  type PruneOptions,
  type PruneResult,
  type RetentionTablesDescriptor,
  resolveRetentionTargets,
  retentionCutoffMs,
  type TableRetentionPolicy,
} from '@mastra/core/storage';
import { batchWrite } from '../batch/batch-write.ts';
import { ConditionFailed, NotFound } from '../errors.ts';
import type { ItemOperation, PlainWrite } from '../operations/operation.ts';
import { send } from '../repositories/send.ts';
import { sideBySide } from '../repositories/side-by-side.ts';
import type { MastraDatabase } from './database.ts';

type Delete = ItemOperation<unknown, 'delete'>;

/** A row that may be old enough to go. */
export interface PrunableRow {
  /** Its time in the retention table's column: an ISO instant. */
  readonly age: string;
  /**
   * What makes it go: plain deletes, which are sent in batches. Where the column can change, one delete under the condition
   * that it is still old; a row that it saves does not count.
   */
  readonly deletes: readonly Delete[];
}

/**
 * Starts to read the rows of a retention key: once, when its turn comes, and no further than needed. `before` is the time at
 * which a row is too young, for a filter; rows are looked at again here. `abortSignal` is for the reading.
 */
export type PruneSource = (
  before: string,
  abortSignal: AbortSignal | undefined,
) => AsyncIterable<PrunableRow>;

/** What a domain prunes. */
export interface PruneRequest {
  /** The domain's name in the results: `scores`. */
  readonly domain: string;
  readonly retentionTables: RetentionTablesDescriptor;
  /** By retention key, in the order in which they are pruned, the rows. */
  readonly sources: Readonly<Record<string, PruneSource>>;
  readonly policies: Record<string, TableRetentionPolicy>;
  readonly options?: PruneOptions | undefined;
}

/** Rows that are held before their deletes are sent: as many as keep a batch busy, however large the policy's batches are. */
const ROWS_AT_ONCE = 500;

/** Deletes the rows of a domain that are older than its policies say. Each source is read once over the whole call. */
export async function pruneItems(database: MastraDatabase, request: PruneRequest): Promise<PruneResult[]> {
  const { domain, retentionTables, sources, policies, options } = request;
  const { signal } = options ?? {};
  const keyOf = new Map(Object.entries(retentionTables).map(([key, { table }]) => [table, key]));
  const open = new Map<string, OldRows>();
  try {
    const results = await executeRetentionPrune({
      domain,
      targets: resolveRetentionTargets({
        policies,
        descriptor: retentionTables,
        order: Object.keys(sources),
      }),
      ...(options && { options }),
      cutoffFor: ({ policy }) => new Date(retentionCutoffMs(policy, database.now().getTime())).toISOString(),
      deleteBatch: async ({ table }, cutoff, limit) => {
        let rows = open.get(table);
        if (rows === undefined) {
          rows = new OldRows(sources[keyOf.get(table) ?? ''], cutoff, signal);
          open.set(table, rows);
        }
        return deleteRows(database, rows, limit);
      },
    });
    // A batch that an abort cuts short looks like the last one.
    return results.map((result) => ({
      ...result,
      done: result.done && open.get(result.table)?.ended === true,
    }));
  } finally {
    for (const rows of open.values()) await rows.close();
  }
}

/** Deletes up to so many rows; fewer only at the end, or after an abort. */
async function deleteRows(database: MastraDatabase, rows: OldRows, limit: number): Promise<number> {
  let deleted = 0;
  while (deleted < limit) {
    const some = await rows.next(Math.min(limit - deleted, ROWS_AT_ONCE));
    if (some.length === 0) break;
    const deletes = some.flatMap((row) => row.deletes);
    const report = await batchWrite(database.connection, deletes.filter(isPlain), { duplicates: 'last' });
    report.throwIfIncomplete();
    const conditional = deletes.filter((operation) => !isPlain(operation));
    const done = await sideBySide(conditional, {}, (operation) => deleteIfOld(database, operation));
    deleted += some.length - done.filter((gone) => !gone).length;
  }
  return deleted;
}

function isPlain(operation: Delete): operation is PlainWrite<unknown, 'delete'> {
  return operation.input.ConditionExpression === undefined;
}

/** Whether the row has gone. One that somebody has renewed since it was read stays. */
async function deleteIfOld({ connection }: MastraDatabase, operation: Delete): Promise<boolean> {
  try {
    await send(connection, operation);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed || error instanceof NotFound) return false;
    throw error;
  }
}

/** The rows of a source that are old enough, some at a time. */
class OldRows {
  /** Whether the source has no more. */
  ended = false;
  readonly #rows: AsyncIterator<PrunableRow> | undefined;
  readonly #cutoff: string;
  readonly #signal: AbortSignal | undefined;

  constructor(source: PruneSource | undefined, cutoff: string, signal: AbortSignal | undefined) {
    this.#rows = source?.(cutoff, signal)[Symbol.asyncIterator]();
    this.#cutoff = cutoff;
    this.#signal = signal;
  }

  async next(limit: number): Promise<PrunableRow[]> {
    const found: PrunableRow[] = [];
    while (!this.ended && found.length < limit && !this.#aborted) {
      const row = await this.#next();
      if (row === undefined) this.ended = !this.#aborted;
      else if (row.age < this.#cutoff) found.push(row);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.#rows?.return?.();
  }

  get #aborted(): boolean {
    return this.#signal?.aborted === true;
  }

  async #next(): Promise<PrunableRow | undefined> {
    try {
      const row = await this.#rows?.next();
      return row === undefined || row.done ? undefined : row.value;
    } catch (error) {
      if (this.#aborted) return undefined;
      throw error;
    }
  }
}
