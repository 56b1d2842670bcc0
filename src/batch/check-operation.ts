import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import type { ItemOperation } from '../operations/operation.ts';

/** The kinds that batches take. The others are refused by name. */
const TAKEN: readonly string[] = ['get', 'put', 'delete'];

/** Refuses what is no operation: an item, an entity, a promise, nothing at all. */
export function checkOperation(operation: unknown, index: number, call: string): void {
  if (isOperation(operation)) return;
  throw new RequestError(`${call}: at ${index} there is ${shown(operation)}, not an operation of an entity.`);
}

/** Whether it has what a batch looks at. The key attributes of a table are texts. */
export function isOperation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, entity, table, key, input } = value as Partial<ItemOperation<unknown>>;
  if (typeof kind !== 'string' || typeof name !== 'string') return false;
  if (!TAKEN.includes(kind)) return true;
  if (!isObject(entity) || !isObject(table) || !isObject(key) || !isObject(input)) return false;
  for (const attribute in key) {
    if (typeof key[attribute] !== 'string') return false;
  }
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The real name of the operation's table; refuses an operation of a table that there is no connection to. */
export function tableNameOf(
  connections: readonly Connection[],
  { table }: ItemOperation<unknown>,
  where: () => string,
): string {
  for (const db of connections) if (db.table === table) return db.tableName;
  const known = connections.map((candidate) => candidate.table.name).join(', ');
  throw new RequestError(
    `${where()} is declared for table ${table.name}, and the connection is to ${known}.`,
  );
}
