import type { WorkflowRunState } from '@mastra/core/workflows';
import { MonotableError } from '../../errors.ts';
import { and, type ConditionNode } from '../../expressions/condition.ts';
import { missing } from '../../expressions/operators.ts';
import type { ItemOperation } from '../../operations/operation.ts';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { getTtlProps } from '../ttl.ts';
import type { Warner } from '../warner.ts';
import type { RunKey } from './run-key.ts';
import { checkSize, type SnapshotForm, snapshotForm } from './snapshot-form.ts';
import { removeParts, writeParts } from './snapshot-parts.ts';

/** A snapshot on its way into a run's item. */
export interface NewSnapshot {
  readonly key: RunKey;
  readonly form: SnapshotForm;
  readonly resourceId?: string | undefined;
}

/**
 * Stores a snapshot: first its parts, if it has any, then the item that names them, then without the parts that were named
 * before. A process that ends half-way leaves parts that nobody reads.
 *
 * @param write writes the run's item, and gives the one that was there
 */
export async function storeSnapshot(
  database: MastraDatabase,
  logger: Warner,
  key: RunKey,
  { text, snapshot }: { readonly text: string; readonly snapshot: WorkflowRunState },
  write: (form: SnapshotForm) => Promise<SnapshotItem | undefined>,
): Promise<void> {
  const form = await snapshotForm(database, text, snapshot);
  const now = database.now().toISOString();
  checkSize(database, key, { ...key, ...form.attributes, createdAt: now, updatedAt: now });
  await writeParts(database, key, form);
  let before: SnapshotItem | undefined;
  try {
    before = await write(form);
  } catch (error) {
    // Of any other error nobody knows whether the item names the parts.
    if (error instanceof MonotableError && !error.maybeApplied)
      await removeParts(database, logger, key, form.attributes);
    throw error;
  }
  // Of an expired run it may be that its id differs in case, and so do the keys of its parts.
  if (before !== undefined) await removeParts(database, logger, before, before);
}

/** Writes a snapshot into the item that is there, and leaves everything else in it. */
export function changeOperation(
  database: MastraDatabase,
  { key, form, resourceId }: NewSnapshot,
  updatedAt: string,
  condition: ConditionNode<SnapshotItem>,
): ItemOperation<undefined, 'update'> {
  const set: Partial<Omit<SnapshotItem, keyof RunKey>> = {
    ...form.attributes,
    ...(resourceId !== undefined && { resourceId }),
    updatedAt,
    ...getTtlProps('workflow_snapshot', database.ttl, undefined, database.now()),
  };
  return database.layout.snapshot.update(
    key,
    { set, remove: form.others },
    { if: and<SnapshotItem>({ ...key }, condition), return: 'none' },
  );
}

/** The item is as it was read. Whoever writes it, ElectroDB's store as well, changes `updatedAt`. */
export function unchanged({ updatedAt }: SnapshotItem): ConditionNode<SnapshotItem> {
  return and<SnapshotItem>({ updatedAt: updatedAt ?? missing() });
}
