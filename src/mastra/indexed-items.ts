import { RequestError } from '../errors.ts';
import type { PageOperation } from '../operations/operation.ts';
import { iterate } from '../repositories/iterate.ts';
import { addIndexCommand } from './add-index-command.ts';
import type { MastraDatabase } from './database.ts';

/** Where a warning goes. */
export interface Warner {
  warn(message: string): void;
}

/**
 * The items of a query of an index. Where the table lacks the index, the items of a scan in its place, which the caller must
 * filter and sort as the query does; said once for each index, with the command that adds it.
 *
 * @throws RequestError in place of the scan, if the store is set so.
 */
export async function* indexedItems<T>(
  database: MastraDatabase,
  logger: Warner,
  query: PageOperation<T>,
  scan: () => PageOperation<T>,
): AsyncGenerator<T, void, undefined> {
  const onRejected = ({ message }: { message: string }) => logger.warn(message);
  const queried = () => iterate(database.connection, query, { onRejected });
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
  if (queried !== undefined && (index === undefined || !database.absent.has(index))) {
    const items = queried();
    try {
      const first = await items.next();
      if (first.done === true) return;
      yield { item: first.value, scanned: false };
      for await (const item of items) yield { item, scanned: false };
      return;
    } catch (error) {
      if (index === undefined || !isMissingIndex(error)) throw error;
      noteAbsent(database, logger, index);
    } finally {
      await items.return();
    }
  } else if (index !== undefined) noteAbsent(database, logger, index);
  const onRejected = ({ message }: { message: string }) => logger.warn(message);
  for await (const item of iterate(database.connection, scan(), { onRejected }))
    yield { item, scanned: true };
}

function noteAbsent(database: MastraDatabase, logger: Warner, index: string): void {
  const { connection, absent, told, missingIndexes } = database;
  const { tableName, table } = connection;
  const message = `Table ${tableName} has no index ${index}. Add it with: ${addIndexCommand(table, tableName, index)}`;
  absent.add(index);
  if (missingIndexes === 'error') throw new RequestError(message);
  if (!told.has(index)) logger.warn(`${message} Until then the whole table is scanned.`);
  told.add(index);
}

/** DynamoDB says `The table does not have the specified index: gsi4`. */
function isMissingIndex(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'ValidationException' &&
    /does not have the specified index/i.test(error.message)
  );
}
