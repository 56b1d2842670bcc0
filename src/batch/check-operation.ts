import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import type { ItemOperation } from '../operations/operation.ts';

/** Refuses what is no operation: an item, an entity, a promise, nothing at all. */
export function checkOperation(
  operation: ItemOperation<unknown> | undefined,
  index: number,
  call: string,
): void {
  if (typeof operation === 'object' && operation !== null && typeof operation.kind === 'string') return;
  throw new RequestError(`${call}: at ${index} there is ${shown(operation)}, not an operation of an entity.`);
}

/** The real name of the operation's table; refuses an operation of a table that there is no connection to. */
export function tableNameOf(
  connections: readonly Connection[],
  { table }: ItemOperation<unknown>,
  where: string,
): string {
  const db = connections.find((candidate) => candidate.table === table);
  if (db !== undefined) return db.tableName;
  const known = connections.map((candidate) => candidate.table.name).join(', ');
  throw new RequestError(`${where} is declared for table ${table.name}, and the connection is to ${known}.`);
}
