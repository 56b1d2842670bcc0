import { randomUUID } from 'node:crypto';
import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import { ConditionFailed, MonotableError } from '../../errors.ts';
import { missing } from '../../expressions/operators.ts';
import type { ItemOperation } from '../../operations/operation.ts';
import type { ObservationItem, ObservationPlace } from '../../repositories/mastra/observation-items.ts';
import { send } from '../../repositories/send.ts';
import { transactWrite } from '../../transactions/transact-write.ts';
import type { MastraDatabase } from '../database.ts';
import type { Generation } from './generation.ts';
import { storedBody } from './record-body.ts';
import { recordAttributes, recordBody } from './record-item.ts';

export type RecordWrite = ItemOperation<unknown, 'put' | 'delete'>;

/** What makes a new record: its item and its place, which must both be free, and its parts. */
export async function creation(
  database: MastraDatabase,
  place: ObservationPlace,
  record: ObservationalMemoryRecord,
): Promise<RecordWrite[]> {
  const { observation } = database.layout;
  const { item, parts } = await versionOf(place, record);
  return [
    observation.record.put(item, { if: { id: missing() } }),
    observation.place.create(place),
    ...parts.map((part) => observation.part.put(part)),
  ];
}

/** What puts a record in the place of the one that was read, as long as that is unchanged. */
export async function replacement(
  database: MastraDatabase,
  read: Generation,
  record: ObservationalMemoryRecord,
): Promise<RecordWrite[]> {
  const { observation } = database.layout;
  const { id, subject, series, generationCount, nth, revision, bodyParts = 0 } = read.item;
  const { item, parts } = await versionOf({ id, subject, series, generationCount, nth }, record);
  const surplus = Array.from({ length: Math.max(0, bodyParts - parts.length) }, (_, index) => ({
    id,
    part: parts.length + index + 1,
  }));
  return [
    observation.record.put(item, { if: { revision } }),
    ...parts.map((part) => observation.part.put(part)),
    ...surplus.map((part) => observation.part.delete(part)),
  ];
}

/** The item and the parts of one write of a record. */
async function versionOf(place: ObservationPlace, record: ObservationalMemoryRecord) {
  const revision = randomUUID();
  const { body, parts = [] } = await storedBody(place.id, recordBody(record));
  const item: ObservationItem = {
    ...recordAttributes(record),
    ...place,
    revision,
    ...(body === undefined ? { bodyParts: parts.length, bodyMark: revision } : { body }),
  };
  return {
    item,
    parts: parts.map((bytes, index) => ({ id: place.id, part: index + 1, bodyMark: revision, bytes })),
  };
}

/**
 * Does all of the writes or none; one alone without a transaction.
 *
 * @throws MonotableError when the answer to a single write was lost, and others have written since: then it is not known whether it
 * was done, and it may not be made again.
 */
export async function writeRecord({ connection }: MastraDatabase, writes: RecordWrite[]): Promise<void> {
  const [only, ...others] = writes;
  if (only === undefined || others.length > 0) {
    await transactWrite(connection, writes);
    return;
  }
  try {
    await send(connection, only);
  } catch (error) {
    if (!(error instanceof ConditionFailed && error.maybeApplied)) throw error;
    const { Item } = only.input as { readonly Item?: Readonly<Record<string, unknown>> };
    if (error.item?.revision === Item?.revision) return;
    throw new MonotableError(
      `${only.name}: the answer was lost, and the item has been changed since; so this write may have been done or not.`,
      { entity: only.entity.name, operation: only.name, key: only.key, cause: error },
    );
  }
}
