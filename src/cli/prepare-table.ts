import { checkTable, ensureTable } from '../client/ensure-table.ts';
import type { Connected } from './connected.ts';

/** A local table is made where there is none; one of the real service has to be there. */
export async function prepareTable({ db, place, local }: Connected, abortSignal: AbortSignal): Promise<void> {
  if (local) {
    await ensureTable(db, { abortSignal });
    return;
  }
  const [difference] = await checkTable(db, { abortSignal });
  if (difference?.what === 'table') {
    throw new Error(`There is no table ${db.tableName} at ${place}: "monotable table create" makes it.`);
  }
}
