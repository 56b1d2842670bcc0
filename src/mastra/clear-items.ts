import { batchWrite } from '../batch/batch-write.ts';
import type { PageOperation, PlainWrite } from '../operations/operation.ts';
import { iterate } from '../repositories/iterate.ts';
import type { MastraDatabase } from './database.ts';

/** Deletes that go out together. */
const AT_ONCE = 500;

/** Deletes all items that a scan finds. */
export async function clearItems<T>(
  { connection }: MastraDatabase,
  scan: PageOperation<T>,
  deleteOf: (item: T) => PlainWrite<unknown, 'delete'>,
): Promise<void> {
  let deletes: PlainWrite<unknown, 'delete'>[] = [];
  const flush = async () => {
    const report = await batchWrite(connection, deletes, { duplicates: 'last' });
    report.throwIfIncomplete();
    deletes = [];
  };
  for await (const item of iterate(connection, scan, { onRejected: () => {} })) {
    deletes.push(deleteOf(item));
    if (deletes.length === AT_ONCE) await flush();
  }
  if (deletes.length > 0) await flush();
}
