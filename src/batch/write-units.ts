import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import { itemSize, MAX_ITEM_BYTES } from '../expressions/item-size.ts';
import { keyText } from '../operations/get.ts';
import type { CommandInputs, ItemOperation, NativeItem } from '../operations/operation.ts';

/** What can stand in a batch of writes: a put or a delete without a condition. */
export type BatchWriteOperation = ItemOperation<unknown, 'put' | 'delete'>;

/** What is done where two inputs are for one item. */
export type DuplicatePolicy = 'error' | 'last' | 'sequence';

/** One input on its way. */
export interface WriteUnit<O> {
  readonly index: number;
  readonly operation: O;
  /** The real name of its table. */
  readonly tableName: string;
  /** The same for the same item. */
  readonly id: string;
  readonly request: object;
  attempts: number;
  written: boolean;
  error: unknown;
  /** The next input for the same item, which waits for this one. */
  next: WriteUnit<O> | undefined;
  /** The later input for the same item that takes its place. */
  replacedBy: WriteUnit<O> | undefined;
}

const CALL = 'batchWrite';

/** Checks every input before any is sent. */
export function writeUnits<O extends BatchWriteOperation>(
  connections: readonly Connection[],
  operations: readonly O[],
): WriteUnit<O>[] {
  if (!Array.isArray(operations)) {
    throw new RequestError(`${CALL} takes a list of operations, not ${shown(operations)}.`);
  }
  const names = new Map(connections.map((db) => [db.table, db.tableName]));
  return operations.map((operation, index) => {
    checkKind(operation, index);
    const tableName = names.get(operation.table);
    if (tableName === undefined) {
      const known = connections.map((db) => db.table.name).join(', ');
      throw new RequestError(
        `${CALL}: ${operation.name}, at ${index}, is declared for table ${operation.table.name}, and the connection is to ${known}.`,
      );
    }
    checkInput(operation, index);
    return {
      index,
      operation,
      tableName,
      id: unitId(tableName, operation.key),
      request: requestOf(operation),
      attempts: 0,
      written: false,
      error: undefined,
      next: undefined,
      replacedBy: undefined,
    };
  });
}

/** One text for each item of each table. */
export function unitId(tableName: string, key: NativeItem): string {
  return JSON.stringify([tableName, ...Object.values(key)]);
}

/**
 * The units that can be sent at once, no two of which are for one item. The service refuses two in one request, and with
 * two requests in flight nobody knows which comes last.
 */
export function withoutDuplicates<O extends BatchWriteOperation>(
  units: readonly WriteUnit<O>[],
  policy: DuplicatePolicy,
): WriteUnit<O>[] {
  const latest = new Map<string, WriteUnit<O>>();
  const first: WriteUnit<O>[] = [];
  for (const unit of units) {
    const earlier = latest.get(unit.id);
    latest.set(unit.id, unit);
    if (earlier === undefined) first.push(unit);
    else if (policy === 'sequence') earlier.next = unit;
    else if (policy === 'last') earlier.replacedBy = unit;
    else throw duplicate(earlier, unit);
  }
  return policy === 'last' ? [...latest.values()] : first;
}

function duplicate<O extends BatchWriteOperation>(one: WriteUnit<O>, other: WriteUnit<O>): RequestError {
  const { name, key } = other.operation;
  return new RequestError(
    `${CALL} has two inputs for the item with ${keyText(key)}: ${one.operation.name} at ${one.index}, and ${name} at ${other.index}. ` +
      "Say duplicates: 'last' for the later one alone, or 'sequence' for one after the other.",
    { operation: name, key },
  );
}

function checkKind(operation: BatchWriteOperation | undefined, index: number): void {
  if (typeof operation !== 'object' || operation === null || typeof operation.name !== 'string') {
    throw new RequestError(
      `${CALL}: at ${index} there is ${shown(operation)}, not an operation of an entity.`,
    );
  }
  const { kind, name } = operation;
  if (kind !== 'put' && kind !== 'delete') {
    throw new RequestError(`${CALL}: ${name}, at ${index}, is a ${kind}; a batch holds puts and deletes.`);
  }
}

function checkInput({ input, name, key, entity }: BatchWriteOperation, index: number): void {
  const about = { entity: entity.name, operation: name, key };
  if (input.ConditionExpression !== undefined) {
    const instead = entity.version === undefined ? 'put' : 'create, put and delete';
    throw new RequestError(
      `${CALL}: ${name}, at ${index}, has a condition (${input.ConditionExpression}), and the service has none in a batch; use ${entity.version === undefined && name.endsWith('.create') ? `${entity.name}.${instead} or ` : ''}transactWrite.`,
      about,
    );
  }
  if (input.ReturnValues !== undefined) {
    throw new RequestError(
      `${CALL}: ${name}, at ${index}, asks for the old item, and a batch returns none.`,
      about,
    );
  }
  if (!('Item' in input)) return;
  const bytes = itemSize(input.Item);
  if (bytes > MAX_ITEM_BYTES) {
    throw new RequestError(
      `${CALL}: ${name}, at ${index}, writes an item of ${bytes} bytes with ${keyText(key)}; an item has ${MAX_ITEM_BYTES} at most.`,
      about,
    );
  }
}

function requestOf({ input }: BatchWriteOperation): object {
  const written = input as CommandInputs['put'] | CommandInputs['delete'];
  return 'Item' in written ? { PutRequest: { Item: written.Item } } : { DeleteRequest: { Key: written.Key } };
}
