import { bulkLoad } from '../../batch/bulk-load.ts';
import { ConditionFailed, NotFound } from '../../errors.ts';
import { lt } from '../../expressions/operators.ts';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { clearStored } from '../clear-stored.ts';
import type { MastraDatabase } from '../database.ts';
import type { PrunableRow } from '../prune-items.ts';
import { iterateStored, storedDelete } from '../stored-key.ts';
import type { Warner } from '../warner.ts';
import { isNamed, type RunKey, storedRun } from './run-key.ts';
import { isLeft, removeParts, removePartsOfRun, WITHOUT_CONTENT } from './snapshot-parts.ts';

/** What deletes of runs are made of, without the snapshots. */
const KEYS = { select: ['workflow_name', 'run_id', 'updatedAt'] } as const;

/** Deletes a run, and its parts. No error when there is none. */
export async function deleteRun(database: MastraDatabase, logger: Warner, key: RunKey): Promise<void> {
  const { connection, layout, snapshots } = database;
  let deleted: SnapshotItem | undefined;
  try {
    deleted = await send(connection, layout.snapshot.delete(key, { if: { ...key }, return: 'old' }));
  } catch (error) {
    // There is none, or one whose id differs in case.
    if (!(error instanceof NotFound || error instanceof ConditionFailed)) throw error;
  }
  if (deleted !== undefined) await removeParts(database, logger, key, deleted);
  if (snapshots === 'compressed') await removePartsOfRun(database, key);
}

/** Deletes all runs and all parts, whoever may be at work on them. */
export async function clearRuns(database: MastraDatabase): Promise<void> {
  const { snapshot, snapshotPart } = database.layout;
  const consistent = true;
  await clearStored(database, snapshot.all({ consistent, ...KEYS }), snapshot.model);
  await clearStored(database, snapshotPart.all({ consistent, ...WITHOUT_CONTENT }), snapshotPart.model);
}

/** The runs that were last written before a time, for `pruneItems`. One that is written meanwhile stays. */
export async function* runsBefore(
  database: MastraDatabase,
  before: string,
  abortSignal: AbortSignal | undefined,
): AsyncGenerator<PrunableRow, void, undefined> {
  const { connection, layout } = database;
  const old = layout.snapshot.all({ filter: { updatedAt: lt(before) }, ...KEYS });
  for await (const { item, key } of iterateStored(connection, old, abortSignal)) {
    const { updatedAt, workflow_name, run_id } = item;
    const run = { workflow_name, run_id };
    // One whose ids are damaged is nobody's.
    const operation = isNamed(run)
      ? layout.snapshot.delete(run, { if: { ...run, updatedAt } })
      : storedDelete(layout.snapshot.model, key);
    yield { age: updatedAt, deletes: [operation] };
  }
}

/** Deletes the parts that no run's item names: of runs that were pruned, and of writers that ended half-way. */
export async function removeLeftParts(database: MastraDatabase): Promise<void> {
  (await bulkLoad(database.connection, leftParts(database))).throwIfIncomplete();
}

async function* leftParts(database: MastraDatabase) {
  const layout = database.layout.snapshotPart;
  const now = database.now();
  // The parts of a generation mostly come one after the other.
  let last: { readonly generation: string; readonly named: boolean } | undefined;
  const scan = layout.all({ consistent: false, ...WITHOUT_CONTENT });
  for await (const { item: part, key } of iterateStored(database.connection, scan)) {
    // One that does not say whose it is may be somebody's all the same: it is read by its key.
    if (!isNamed(part) || !isLeft(part, now)) continue;
    const { generation } = part;
    if (last?.generation !== generation)
      last = { generation, named: await isNamedByRun(database, part, generation) };
    if (!last.named) yield storedDelete(layout.model, key);
  }
}

async function isNamedByRun(database: MastraDatabase, key: RunKey, generation: string): Promise<boolean> {
  return (await storedRun(database, key))?.snapshotGeneration === generation;
}
