import type { SnapshotItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { indexedItems } from '../indexed-items.ts';
import type { Warner } from '../warner.ts';
import { readRun, type StoredRun } from './read-run.ts';
import { isLive } from './run-key.ts';

/** The newest run with an id, of whichever workflow: as fresh as the index, in the native layout the latest. */
export async function findRun(
  database: MastraDatabase,
  logger: Warner,
  run_id: string,
): Promise<StoredRun | undefined> {
  const { snapshot } = database.layout;
  const query = snapshot.ofRun({ run_id });
  const consistent = query.input.IndexName === undefined;
  let newest: SnapshotItem | undefined;
  const items = indexedItems(
    database,
    logger,
    consistent ? snapshot.ofRun({ run_id }, { consistent }) : query,
    () => snapshot.all({ filter: { run_id } }),
  );
  for await (const item of items) {
    if (item.run_id !== run_id || !isLive(database, item)) continue;
    if (newest === undefined || Date.parse(item.createdAt) > Date.parse(newest.createdAt)) newest = item;
  }
  return newest && readRun(database, newest, newest);
}
