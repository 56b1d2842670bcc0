import type { WorkflowRun } from '@mastra/core/storage';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { InvalidItem } from '../../errors.ts';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { gunzipText } from '../gzip-text.ts';
import { isLive, isRun, type RunKey, runText, storedRun } from './run-key.ts';
import { readParts } from './snapshot-parts.ts';

/** A run that is there. */
export interface StoredRun {
  readonly item: SnapshotItem;
  /** The snapshot's JSON, `''` if there is none. */
  readonly text: string;
}

/**
 * The run of a key with its snapshot, in whichever form it is stored. When its parts are replaced while they are read, it is
 * read again.
 *
 * @param item the run's item, if it has been read already
 * @throws InvalidItem for an item that names parts which are not there, or whose gzipped text is damaged.
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
    if (gone !== undefined && gone === present.snapshotGeneration)
      throw damaged(present, `is in ${present.snapshotParts} parts, and not all of them are there.`);
    const text = await snapshotText(database, key, present);
    if (text !== undefined) return { item: present, text };
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
  if (item.snapshotGzip !== undefined) return unpacked(item, item.snapshotGzip);
  if (item.snapshotGeneration === undefined) return '';
  const gzipped = await readParts(database, key, item);
  return gzipped === undefined ? undefined : unpacked(item, gzipped);
}

async function unpacked(item: SnapshotItem, gzipped: Uint8Array): Promise<string> {
  try {
    return await gunzipText(gzipped);
  } catch (cause) {
    throw damaged(item, `cannot be unpacked: ${(cause as Error).message}.`, cause);
  }
}

function damaged(item: SnapshotItem, how: string, cause?: unknown): InvalidItem {
  const message = `The snapshot of ${runText(item)} ${how}`;
  return new InvalidItem(message, { item: { ...item }, issues: [{ message, path: 'snapshot' }], cause });
}

/**
 * A run's snapshot; `null` if there is none.
 *
 * @throws InvalidItem for text that is no JSON.
 */
export function snapshotOf({ item, text }: StoredRun): WorkflowRunState | null {
  try {
    return text === '' ? null : (JSON.parse(text) as WorkflowRunState);
  } catch (cause) {
    throw damaged(item, `is no JSON: ${(cause as Error).message}.`, cause);
  }
}

/** A run as Mastra takes it. A snapshot that is no JSON is given as its text, so that the run can be seen. */
export function workflowRun(run: StoredRun): WorkflowRun {
  const { item, text } = run;
  let snapshot: WorkflowRun['snapshot'];
  try {
    // What is stored without a snapshot has none; Mastra's type does not know of it.
    snapshot = snapshotOf(run) as WorkflowRunState;
  } catch {
    snapshot = text;
  }
  return {
    workflowName: item.workflow_name,
    runId: item.run_id,
    snapshot,
    createdAt: new Date(item.createdAt),
    updatedAt: new Date(item.updatedAt),
    ...(item.resourceId !== undefined && { resourceId: item.resourceId }),
  };
}
