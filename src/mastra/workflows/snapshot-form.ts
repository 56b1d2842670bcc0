import { randomUUID } from 'node:crypto';
import { getSnapshotMemoryInfo } from '@mastra/core/storage';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { RequestError } from '../../errors.ts';
import { isTooLarge, itemSize, MAX_ITEM_BYTES } from '../../expressions/item-size.ts';
import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { gzipText } from '../gzip-text.ts';
import { type RunKey, runText } from './run-key.ts';

/** Below this ElectroDB's readers understand it, and gzip would save little. */
const PLAIN_BYTES = 16 * 1024;
/** Leaves room in an item of 400 KB for its keys and ids, four times 3 KB at most in most tables. */
export const PART_BYTES = 350 * 1024;

/** Of no character UTF-8 has more than three bytes for each unit, so with this an item has its 400 KB at most. */
const SURELY_FITS = 100 * 1024;

const FORM = [
  'snapshot',
  'snapshotGzip',
  'snapshotGeneration',
  'snapshotParts',
  'snapshotStatus',
  'snapshotThreadId',
] as const;

/** How a snapshot is stored: in the run's item alone, or also in parts. */
export interface SnapshotForm {
  readonly attributes: Partial<Pick<SnapshotItem, (typeof FORM)[number]>>;
  /** The attributes of the other forms. */
  readonly others: readonly (typeof FORM)[number][];
  /** Empty unless the attributes name their generation. */
  readonly parts: readonly Uint8Array[];
}

/** The form of a snapshot's JSON text. Small ones are plain in any case. */
export async function snapshotForm(
  database: MastraDatabase,
  text: string,
  snapshot: WorkflowRunState,
): Promise<SnapshotForm> {
  if (database.snapshots === 'plain' || Buffer.byteLength(text) <= PLAIN_BYTES)
    return form({ snapshot: text }, []);
  const gzipped = await gzipText(text);
  const filters = {
    snapshotStatus: textOf(snapshot.status),
    snapshotThreadId: textOf(getSnapshotMemoryInfo(snapshot)?.threadId),
  };
  if (gzipped.length <= PART_BYTES) return form({ snapshotGzip: gzipped, ...filters }, []);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < gzipped.length; at += PART_BYTES) parts.push(gzipped.subarray(at, at + PART_BYTES));
  return form({ snapshotGeneration: randomUUID(), snapshotParts: parts.length, ...filters }, parts);
}

function form(attributes: SnapshotForm['attributes'], parts: readonly Uint8Array[]): SnapshotForm {
  return { attributes, others: FORM.filter((name) => attributes[name] === undefined), parts };
}

/** What is no text is not asked for, either. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** @throws RequestError for a run's item that the service would refuse. */
export function checkSize({ layout, snapshots }: MastraDatabase, key: RunKey, item: SnapshotItem): void {
  if ((item.snapshot?.length ?? 0) <= SURELY_FITS) return;
  const { Item } = layout.snapshot.put(item).input;
  if (!isTooLarge(Item)) return;
  const advice =
    snapshots === 'plain' ? " With config.snapshots 'compressed' it is stored in several items." : '';
  throw new RequestError(
    `The snapshot of ${runText(key)} makes an item of ${itemSize(Item)} bytes, and DynamoDB takes ${MAX_ITEM_BYTES}.${advice}`,
  );
}
