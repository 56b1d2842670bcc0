import type { WorkflowRunState } from '@mastra/core/workflows';
import { ConditionFailed, NotFound } from '../../errors.ts';
import { and } from '../../expressions/condition.ts';
import { lt, missing } from '../../expressions/operators.ts';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { liveCondition } from '../live-condition.ts';
import { nextInstant } from '../next-instant.ts';
import { getTtlProps } from '../ttl.ts';
import type { Warner } from '../warner.ts';
import { checkPlace, isLive, isRun, type RunKey, storedRun } from './run-key.ts';
import { changeOperation, type NewSnapshot, storeSnapshot, unchanged } from './write-run.ts';

/** A snapshot to be stored in the place of the one that is there. */
export interface RunToPersist {
  readonly key: RunKey;
  readonly snapshot: WorkflowRunState;
  /** The snapshot as it was when it was given. */
  readonly text: string;
  readonly resourceId: string | undefined;
  /** Of a run that is new; one that is there keeps its own. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * Stores a whole snapshot, whatever the one that is there says: one request, as long as the run's item exists, names no parts
 * and was written before now. Else the item is read, and written on condition that it stays as it is.
 */
export function persistRun(database: MastraDatabase, logger: Warner, run: RunToPersist): Promise<void> {
  const { key } = run;
  return storeSnapshot(database, logger, key, run, async (form) => {
    const written = { ...run, form };
    let there = form.parts.length > 0 ? await storedRun(database, key) : undefined;
    return changeUntilKept(async () => {
      there ??= await writeUnseen(database, written);
      if (there === undefined) return undefined;
      const before = there;
      // An answer was lost, and what is there is our own.
      if (isOwn(before, written)) return undefined;
      there = undefined;
      await replace(database, written, before);
      return before;
    });
  });
}

type Written = RunToPersist & NewSnapshot;

/** Writes the item without having read it. Gives the one that stands in the way. */
async function writeUnseen(database: MastraDatabase, run: Written): Promise<SnapshotItem | undefined> {
  const { connection } = database;
  const older = and<SnapshotItem>({ updatedAt: lt(run.updatedAt), snapshotGeneration: missing() });
  const condition = and<SnapshotItem>(older, liveCondition(database, 'workflow_snapshot'));
  const change = changeOperation(database, run, run.updatedAt, condition);
  try {
    await send(connection, change);
    return undefined;
  } catch (error) {
    if (error instanceof ConditionFailed) return present(database, run.key, error);
    if (!(error instanceof NotFound)) throw error;
  }
  try {
    await send(
      connection,
      database.layout.snapshot.put(newItem(database, run), { if: { run_id: missing() } }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof ConditionFailed) return present(database, run.key, error);
    throw error;
  }
}

/** Writes the item in the place of the one that was seen. One that has expired leaves nothing of itself. */
async function replace(database: MastraDatabase, run: Written, before: SnapshotItem): Promise<void> {
  const isThere = isLive(database, before);
  if (isThere) checkPlace(run.key, before);
  const updatedAt = nextInstant(new Date(run.updatedAt), before.updatedAt);
  const same = unchanged(before);
  const operation = isThere
    ? changeOperation(database, run, updatedAt, same)
    : database.layout.snapshot.put({ ...newItem(database, run), updatedAt }, { if: same });
  await send<unknown>(database.connection, operation);
}

function newItem(database: MastraDatabase, run: Written): SnapshotItem {
  const { key, form, resourceId, createdAt, updatedAt } = run;
  return {
    ...key,
    ...(resourceId !== undefined && { resourceId }),
    ...form.attributes,
    createdAt,
    updatedAt,
    ...getTtlProps('workflow_snapshot', database.ttl, undefined, database.now()),
  };
}

/** The item that a condition found. Not every server gives it with the error; if it has gone by now, all is tried again. */
async function present(database: MastraDatabase, key: RunKey, error: ConditionFailed): Promise<SnapshotItem> {
  const item = (error.item as SnapshotItem | undefined) ?? (await storedRun(database, key));
  if (item === undefined) throw error;
  return item;
}

/** A generation is nobody else's. */
function isOwn(item: SnapshotItem, { key, form }: Written): boolean {
  const { snapshotGeneration } = form.attributes;
  return (
    snapshotGeneration !== undefined && item.snapshotGeneration === snapshotGeneration && isRun(item, key)
  );
}
