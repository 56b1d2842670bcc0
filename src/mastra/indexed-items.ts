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
  const { connection, absent } = database;
  const index = query.input.IndexName;
  if (index === undefined || !absent.has(index)) {
    const items = iterate(connection, query, { onRejected: (rejected) => logger.warn(rejected.message) });
    let first: IteratorResult<T, void>;
    try {
      first = await items.next();
    } catch (error) {
      if (index === undefined || !isMissingIndex(error)) throw error;
      noteAbsent(database, logger, index, query.name);
      yield* iterate(connection, scan(), { onRejected: (rejected) => logger.warn(rejected.message) });
      return;
    }
    if (first.done) return;
    yield first.value;
    yield* items;
    return;
  }
  noteAbsent(database, logger, index, query.name);
  yield* iterate(connection, scan(), { onRejected: (rejected) => logger.warn(rejected.message) });
}

function noteAbsent(database: MastraDatabase, logger: Warner, index: string, reading: string): void {
  const { tableName, table } = database.connection;
  const message = `Table ${tableName} has no index ${index}, which ${reading} reads. Add it with: ${addIndexCommand(table, tableName, index)}`;
  if (database.missingIndexes === 'error') throw new RequestError(message);
  if (!database.absent.has(index)) logger.warn(`${message} Until then the whole table is scanned.`);
  database.absent.add(index);
}

/** DynamoDB says `The table does not have the specified index: gsi4`. */
function isMissingIndex(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'ValidationException' &&
    /does not have the specified index/i.test(error.message)
  );
}
