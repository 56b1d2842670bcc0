import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { WorkflowRun } from '@mastra/core/storage';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { InvalidItem } from '../../errors.ts';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { isLive, isRun, type RunKey, runText, storedRun } from './run-key.ts';
import { readParts } from './snapshot-parts.ts';

/** A run that is there. */
export interface StoredRun {
  readonly item: SnapshotItem;
  /** `null` if there is none. */
  readonly snapshot: WorkflowRunState | null;
}

const decompress = promisify(gunzip);

/**
 * The run of a key with its snapshot, in whichever form it is stored. When its parts are replaced while they are read, it is
 * read again.
 *
 * @param item the run's item, if it has been read already
 * @throws InvalidItem for an item that names parts which are not there.
 */
export async function readRun(
  database: MastraDatabase,
  key: RunKey,
  item?: SnapshotItem,
): Promise<StoredRun | undefined> {
  let present = item;
  let gone: string | undefined;
  for (;;) {
    present ??= await storedRun(database, key);
    if (present === undefined || !isRun(present, key) || !isLive(database, present)) return undefined;
    if (gone !== undefined && gone === present.snapshotGeneration) throw withoutParts(key, present);
    const text = await snapshotText(database, key, present);
    if (text !== undefined)
      return { item: present, snapshot: text === '' ? null : (JSON.parse(text) as WorkflowRunState) };
    gone = present.snapshotGeneration;
    present = undefined;
  }
}

/** `''` if there is none, `undefined` if it is in parts that are not there. */
async function snapshotText(
  database: MastraDatabase,
  key: RunKey,
  item: SnapshotItem,
): Promise<string | undefined> {
  // ElectroDB writes this one and leaves the others as they are, so it is the latest.
  if (item.snapshot !== undefined && item.snapshot !== '') return item.snapshot;
  if (item.snapshotGzip !== undefined) return (await decompress(item.snapshotGzip)).toString();
  if (item.snapshotGeneration === undefined) return '';
  const gzipped = await readParts(database, key, item);
  return gzipped === undefined ? undefined : (await decompress(gzipped)).toString();
}

function withoutParts(key: RunKey, item: SnapshotItem): InvalidItem {
  const message = `The snapshot of ${runText(key)} is in ${item.snapshotParts} parts, and not all of them are there.`;
  return new InvalidItem(message, { item: { ...item }, issues: [{ message, path: 'snapshotParts' }] });
}

/** A run as Mastra takes it. */
export function workflowRun({ item, snapshot }: StoredRun): WorkflowRun {
  return {
    workflowName: item.workflow_name,
    runId: item.run_id,
    // What is stored without a snapshot has none; Mastra's type does not know of it.
    snapshot: snapshot as WorkflowRunState,
    createdAt: new Date(item.createdAt),
    updatedAt: new Date(item.updatedAt),
    ...(item.resourceId !== undefined && { resourceId: item.resourceId }),
  };
}
