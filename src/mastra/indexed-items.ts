import { RequestError } from '../errors.ts';
import type { PageOperation } from '../operations/operation.ts';
import { iterate } from '../repositories/iterate.ts';
import { type Absence, absenceIn, absenceText } from './absent-indexes.ts';
import type { MastraDatabase } from './database.ts';
import { tellRejected, type Warner } from './warner.ts';

/**
 * The items of a query of an index. Where the table lacks the index, the items of a scan in its place, which the caller must
 * filter and sort as the query does; said once for each index, with the command that adds it. So is it while the index is being
 * made, and where it is another one.
 *
 * @throws RequestError in place of the scan, if the store is set so.
 */
export async function* indexedItems<T>(
  database: MastraDatabase,
  logger: Warner,
  query: PageOperation<T>,
  scan: () => PageOperation<T>,
): AsyncGenerator<T, void, undefined> {
  const queried = () => iterate(database.connection, query, tellRejected(logger));
  for await (const { item } of scanWhereMissing(database, logger, query.input.IndexName, queried, scan))
    yield item;
}

/**
 * The same for items that are read from an index in another way. Each comes with whether it was scanned, and so is in no order.
 *
 * @param index `undefined`: of the table itself
 * @param queried `undefined`: the layout has no index for them
 */
export async function* scanWhereMissing<T>(
  database: MastraDatabase,
  logger: Warner,
  index: string | undefined,
  queried: (() => AsyncGenerator<T, void, undefined>) | undefined,
  scan: () => PageOperation<T>,
): AsyncGenerator<{ readonly item: T; readonly scanned: boolean }, void, undefined> {
  let absence = index === undefined ? undefined : database.absent.why(index);
  if (queried !== undefined && absence === undefined) {
    const items = queried();
    let begun = false;
    try {
      for await (const item of items) {
        begun = true;
        yield { item, scanned: false };
      }
      return;
    } catch (error) {
      absence = absenceIn(error);
      // What a scan gives now would come a second time.
      if (begun || index === undefined || absence === undefined) throw error;
      database.absent.note(index, absence);
    }
  }
  if (index !== undefined && absence !== undefined) sayAbsent(database, logger, index, absence);
  for await (const item of iterate(database.connection, scan(), tellRejected(logger)))
    yield { item, scanned: true };
}

function sayAbsent(
  { connection, absent, missingIndexes }: MastraDatabase,
  logger: Warner,
  index: string,
  absence: Absence,
): void {
  const message = absenceText(connection, index, absence);
  if (missingIndexes === 'error') throw new RequestError(message);
  if (absent.isNews(message)) logger.warn(`${message} Until then the whole table is scanned.`);
}
