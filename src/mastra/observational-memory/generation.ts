import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import { batchGet } from '../../batch/batch-get.ts';
import { InvalidItem, shown } from '../../errors.ts';
import type { ObservationItem } from '../../repositories/mastra/observation-items.ts';
import { send } from '../../repositories/send.ts';
import type { MastraDatabase } from '../database.ts';
import { bodyValue } from './record-body.ts';
import { recordOf } from './record-item.ts';

/** A record as it was read, and the item that it stands in. */
export interface Generation {
  readonly item: ObservationItem;
  readonly record: ObservationalMemoryRecord;
}

/** Whoever meets so many writes of a body between reading a record and its parts meets damage rather. */
const MAX_READINGS = 10;

/**
 * The record of an item. Where its body is in parts, and these are of another write than the item, it is read again: so it is
 * always all of one write.
 *
 * @returns `undefined` if the record is deleted meanwhile.
 * @throws InvalidItem if parts are missing for good.
 */
export async function generationOf(
  database: MastraDatabase,
  read: ObservationItem,
): Promise<Generation | undefined> {
  let item: ObservationItem | undefined = read;
  for (let readings = 1; readings <= MAX_READINGS; readings += 1) {
    const body = await bodyOf(database, item);
    if (body !== undefined) return { item, record: recordOf(item, body) };
    item = await send(
      database.connection,
      database.layout.observation.record.get(item, { consistent: true }),
    );
    if (item?.id !== read.id) return undefined;
  }
  throw new InvalidItem(
    `The observational memory record ${shown(read.id)} has ${read.bodyParts} parts, which are not all there.`,
    { entity: database.layout.observation.record.name, item: { ...read }, issues: [] },
  );
}

async function bodyOf(
  { connection, layout }: MastraDatabase,
  { id, body, bodyParts = 0, bodyMark }: ObservationItem,
): Promise<Record<string, unknown> | undefined> {
  if (body !== undefined) return bodyValue(typeof body === 'string' ? body : [body]);
  const gets = Array.from({ length: bodyParts }, (_, index) =>
    layout.observation.part.get({ id, part: index + 1 }, { consistent: true }),
  );
  const parts = (await batchGet(connection, gets)).throwIfIncomplete().items;
  const bytes = parts.flatMap((part) => (part?.bodyMark === bodyMark && part ? [part.bytes] : []));
  return bytes.length === bodyParts && bodyParts > 0 ? bodyValue(bytes) : undefined;
}
