import type { WorkflowRunState } from '@mastra/core/workflows';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { transactWrite } from '../../transactions/transact-write.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { nextInstant } from '../next-instant.ts';
import type { Warner } from '../warner.ts';
import { givenSnapshot } from './given-snapshot.ts';
import { readRun, snapshotOf } from './read-run.ts';
import type { RunKey } from './run-key.ts';
import type { SnapshotForm } from './snapshot-form.ts';
import { changeOperation, storeSnapshot, unchanged } from './write-run.ts';

/** What a change makes of a snapshot, and what its caller gets for it. */
export interface Changed<R> {
  readonly snapshot: WorkflowRunState;
  readonly result: R;
}

/** How a change is written. */
export interface ChangeOptions {
  /**
   * Whether the change depends on what it finds, so that it must not be tried again after it was done. It is then written in
   * a transaction, which costs twice as much: its token tells a change whose answer was lost from one that another made.
   */
  readonly once: boolean;
}

/**
 * Reads a run's snapshot, changes it, and writes it on condition that nobody else has written the run since; otherwise all
 * of it again. `undefined` where there is no run, or nothing to change in it.
 */
export function changeRun<R>(
  database: MastraDatabase,
  logger: Warner,
  key: RunKey,
  change: (snapshot: WorkflowRunState | null) => Changed<R> | undefined,
  { once }: ChangeOptions,
): Promise<R | undefined> {
  return changeUntilKept(async () => {
    const run = await readRun(database, key);
    if (run === undefined) return undefined;
    const changed = change(snapshotOf(run));
    if (changed === undefined) return undefined;
    const { snapshot, result } = changed;
    const { item } = run;
    await storeSnapshot(database, logger, key, givenSnapshot(key, snapshot), async (form) => {
      await writeChange(database, key, form, item, once);
      return item;
    });
    return result;
  });
}

async function writeChange(
  database: MastraDatabase,
  key: RunKey,
  form: SnapshotForm,
  before: SnapshotItem,
  once: boolean,
): Promise<void> {
  // Other writers take it for a lock, ElectroDB's store as well.
  const updatedAt = nextInstant(database.now(), before.updatedAt);
  const operation = changeOperation(database, { key, form }, updatedAt, unchanged(before));
  if (once) await transactWrite(database.connection, [operation]);
  else await send(database.connection, operation);
}
