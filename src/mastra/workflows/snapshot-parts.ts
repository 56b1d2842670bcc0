import { batchGet } from '../../batch/batch-get.ts';
import { batchWrite } from '../../batch/batch-write.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { SnapshotItem, SnapshotPartItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { getTtlProps } from '../ttl.ts';
import type { Warner } from '../warner.ts';
import { isRun, type RunKey, runText } from './run-key.ts';
import type { SnapshotForm } from './snapshot-form.ts';

/** A writer, even one that was put to sleep in between, has made its item name its parts by then, or never will. */
const ORPHAN_MS = 24 * 60 * 60 * 1000;

/** What tells parts apart, without what they hold. */
export const WITHOUT_CONTENT = {
  select: ['workflow_name', 'run_id', 'generation', 'part', 'createdAt'],
} as const;

/** A part without what it holds. */
type PartKey = Omit<SnapshotPartItem, 'gzip'>;

/** Which generation of parts, and how many. */
type Generation = Pick<SnapshotItem, 'snapshotGeneration' | 'snapshotParts'>;

/** Writes the parts of a form, if it has any. Nobody reads them until the run's item names them. */
export async function writeParts(database: MastraDatabase, key: RunKey, form: SnapshotForm): Promise<void> {
  const { snapshotGeneration: generation } = form.attributes;
  if (generation === undefined) return;
  const now = database.now();
  const written = { ...key, generation, createdAt: now.toISOString() };
  const ttl = getTtlProps('workflow_snapshot', database.ttl, undefined, now);
  const puts = form.parts.map((gzip, part) =>
    database.layout.snapshotPart.put({ ...written, part, gzip, ...ttl }),
  );
  (await batchWrite(database.connection, puts)).throwIfIncomplete();
}

/** The gzipped text that a run's item names, or `undefined` if some of it is not there any more. */
export async function readParts(
  database: MastraDatabase,
  key: RunKey,
  named: Generation,
): Promise<Uint8Array | undefined> {
  const gets = partKeys(key, named).map((part) =>
    database.layout.snapshotPart.get(part, { consistent: true }),
  );
  const { items } = (await batchGet(database.connection, gets)).throwIfIncomplete();
  const parts = items.map((item) => item?.gzip).filter((gzip) => gzip !== undefined);
  return parts.length < gets.length ? undefined : Buffer.concat(parts);
}

/**
 * Deletes parts that no item names any more. The run is stored without that, so a failure is no failure of the call: what it
 * leaves is removed by `prune`.
 */
export async function removeParts(
  database: MastraDatabase,
  logger: Warner,
  key: RunKey,
  named: Generation,
): Promise<void> {
  const deletes = partKeys(key, named).map((part) => database.layout.snapshotPart.delete(part));
  if (deletes.length === 0) return;
  const report = await batchWrite(database.connection, deletes);
  if (!report.complete)
    logger.warn(`Replaced parts of the snapshot of ${runText(key)} are left: ${String(report.cause)}`);
}

function partKeys(key: RunKey, { snapshotGeneration: generation, snapshotParts = 0 }: Generation) {
  if (generation === undefined) return [];
  return Array.from({ length: snapshotParts }, (_, part) => ({ ...key, generation, part }));
}

/** Deletes the parts of a run that has been deleted, but not those that somebody may be about to name. */
export async function removePartsOfRun(database: MastraDatabase, key: RunKey): Promise<void> {
  const layout = database.layout.snapshotPart;
  const now = database.now();
  const old: PartKey[] = [];
  for await (const part of iterate(
    database.connection,
    layout.ofRun(key, { consistent: true, ...WITHOUT_CONTENT }),
  )) {
    if (isRun(part, key) && isLeft(part, now)) old.push(part);
  }
  const deletes = old.map((part) => layout.delete(part));
  if (deletes.length > 0) (await batchWrite(database.connection, deletes)).throwIfIncomplete();
}

/** Whether a part that no item names has been left by a writer that ended half-way. */
export function isLeft(part: PartKey, now: Date): boolean {
  return now.getTime() - Date.parse(part.createdAt) > ORPHAN_MS;
}
