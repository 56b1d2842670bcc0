import { bulkLoad } from '../batch/bulk-load.ts';
import type { PageOperation } from '../operations/operation.ts';
import type { EntityModel } from '../table/entity.ts';
import type { MastraDatabase } from './database.ts';
import { iterateStored, storedDelete } from './stored-key.ts';

/** Deletes all items of an entity that a scan finds, damaged ones as well, 25 in a request, while they are being found. */
export async function clearStored<T>(
  { connection }: MastraDatabase,
  scan: PageOperation<T>,
  entity: EntityModel,
): Promise<void> {
  async function* deletes() {
    for await (const { key } of iterateStored(connection, scan)) yield storedDelete(entity, key);
  }
  (await bulkLoad(connection, deletes())).throwIfIncomplete();
}
