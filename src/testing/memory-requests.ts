import { byTable } from '../batch/by-table.ts';
import { MAX_BATCH_GETS, MAX_BATCH_WRITES } from '../batch/limits.ts';
import { MAX_ACTIONS } from '../transactions/limits.ts';
import { Charges } from './capacity-units.ts';
import { refused, type StoredItem, type StoredTable } from './stored-table.ts';
import type { Attributes } from './wire-value.ts';

/** The body of a request, as far as tables in memory know it. */
export interface MemoryRequest {
  readonly TableName?: string;
  readonly Item?: Attributes;
  readonly Key?: Attributes;
  readonly ConsistentRead?: boolean;
  readonly ReturnValues?: string;
  readonly ReturnConsumedCapacity?: string;
  readonly RequestItems?: Readonly<Record<string, object>>;
  readonly TransactItems?: readonly Readonly<Record<string, unknown>>[];
}

/** The table of a name; the service's error when there is none. */
export type TableOf = (name: string | undefined) => StoredTable;

/** BatchGetItem ends its answer at 16 MB (API reference); the item that goes beyond is still in it, as measured locally. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

interface Write {
  readonly table: StoredTable;
  readonly id: string;
  /** Nothing for a delete. */
  readonly stored: StoredItem | undefined;
}

export function putItem(body: MemoryRequest, tableOf: TableOf): object {
  return writeOne(putOf(tableOf(body.TableName), body.Item), body);
}

export function deleteItem(body: MemoryRequest, tableOf: TableOf): object {
  return writeOne(deleteOf(tableOf(body.TableName), body.Key), body);
}

export function getItem(body: MemoryRequest, tableOf: TableOf): object {
  const table = tableOf(body.TableName);
  const found = table.get(table.idOfKey(body.Key));
  const charges = new Charges();
  charges.read(table.name, found, body.ConsistentRead === true);
  return { ...(found && { Item: found.item }), ...charges.ofOne(body.ReturnConsumedCapacity) };
}

export function batchWrite(body: MemoryRequest, tableOf: TableOf): object {
  const tables = Object.entries(body.RequestItems ?? {}) as [string, readonly WriteRequest[]][];
  const writes = tables.flatMap(([name, requests]) =>
    requests.map(({ PutRequest, DeleteRequest }) =>
      PutRequest === undefined
        ? deleteOf(tableOf(name), DeleteRequest?.Key)
        : putOf(tableOf(name), PutRequest.Item),
    ),
  );
  checkCount(writes.length, MAX_BATCH_WRITES, 'BatchWriteItem');
  checkDistinct(writes, 'Provided list of item keys contains duplicates');
  const charges = new Charges();
  for (const write of writes) apply(write, charges);
  return { UnprocessedItems: {}, ...charges.perTable(body.ReturnConsumedCapacity) };
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item?: Attributes };
  readonly DeleteRequest?: { readonly Key?: Attributes };
}

export function batchGet(body: MemoryRequest, tableOf: TableOf): object {
  const tables = Object.entries(body.RequestItems ?? {}) as [string, KeysOfTable][];
  const reads = tables.flatMap(([name, shape]) => {
    const table = tableOf(name);
    return (shape.Keys ?? []).map((key) => ({ table, shape, key, id: table.idOfKey(key) }));
  });
  checkCount(reads.length, MAX_BATCH_GETS, 'BatchGetItem');
  checkDistinct(reads, 'Provided list of item keys contains duplicates');
  const charges = new Charges();
  const Responses: Record<string, Attributes[]> = Object.fromEntries(tables.map(([name]) => [name, []]));
  const left: (typeof reads)[number][] = [];
  let bytes = 0;
  for (const read of reads) {
    const { table, shape, id } = read;
    const found = table.get(id);
    if (bytes >= MAX_ANSWER_BYTES) {
      left.push(read);
      continue;
    }
    bytes += found?.bytes ?? 0;
    charges.read(table.name, found, shape.ConsistentRead === true);
    if (found !== undefined) Responses[table.name]?.push(found.item);
  }
  const keysLeft = Object.entries(byTable(left.map(({ table, key }) => [table.name, key])));
  const UnprocessedKeys = Object.fromEntries(
    keysLeft.map(([name, Keys]) => [name, { ...body.RequestItems?.[name], Keys }]),
  );
  return { Responses, UnprocessedKeys, ...charges.perTable(body.ReturnConsumedCapacity) };
}

interface KeysOfTable {
  readonly Keys?: readonly Attributes[];
  readonly ConsistentRead?: boolean;
}

export function transactWrite(body: MemoryRequest, tableOf: TableOf): object {
  const actions = (body.TransactItems ?? []) as readonly {
    readonly Put?: { readonly TableName?: string; readonly Item?: Attributes };
    readonly Delete?: { readonly TableName?: string; readonly Key?: Attributes };
  }[];
  const writes = actions.map(({ Put, Delete }) => {
    if (Put !== undefined) return putOf(tableOf(Put.TableName), Put.Item);
    if (Delete !== undefined) return deleteOf(tableOf(Delete.TableName), Delete.Key);
    throw new Error(
      'tables in memory know transactions of puts and deletes only; for others an engine must be the upstream.',
    );
  });
  checkCount(writes.length, MAX_ACTIONS, 'TransactWriteItems');
  checkDistinct(writes, 'Transaction request cannot include multiple operations on one item');
  const charges = new Charges();
  for (const write of writes) apply(write, charges, 2);
  return charges.perTable(body.ReturnConsumedCapacity);
}

function putOf(table: StoredTable, item: Attributes | undefined): Write {
  return { table, ...table.stored(item ?? {}) };
}

function deleteOf(table: StoredTable, key: Attributes | undefined): Write {
  return { table, id: table.idOfKey(key), stored: undefined };
}

function apply({ table, id, stored }: Write, charges: Charges, factor = 1): StoredItem | undefined {
  const before = table.write(id, stored);
  charges.write(table.name, before, stored, factor);
  return before;
}

function writeOne(write: Write, body: MemoryRequest): object {
  const charges = new Charges();
  const before = apply(write, charges);
  return {
    ...(body.ReturnValues === 'ALL_OLD' && before && { Attributes: before.item }),
    ...charges.ofOne(body.ReturnConsumedCapacity),
  };
}

function checkCount(count: number, most: number, operation: string): void {
  if (count === 0) throw refused(`${operation} needs one item at least`);
  if (count > most)
    throw refused(`Too many items requested for the ${operation} call: ${count}, and ${most} is the most`);
}

function checkDistinct(
  entries: readonly { readonly table: StoredTable; readonly id: string }[],
  message: string,
): void {
  const seen = new Set(entries.map(({ table, id }) => `${table.name} ${id}`));
  if (seen.size < entries.length) throw refused(message);
}
