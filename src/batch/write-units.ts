import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import { checkSize } from '../operations/check-size.ts';
import { keyText } from '../operations/item-key.ts';
import type { NativeItem, PlainWrite } from '../operations/operation.ts';
import { checkOperation, tableNameOf } from './check-operation.ts';

/** What can stand in a batch of writes: a put or a delete without a condition. */
export type BatchWriteOperation = PlainWrite<unknown>;

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
  // Unlike `map` it does not pass over the holes of an array.
  return Array.from(operations, (operation, index) => {
    const tableName = checkWrite(connections, operation, index, CALL);
    return {
      index,
      operation,
      tableName,
      id: unitId(tableName, operation.key),
      attempts: 0,
      written: false,
      error: undefined,
      next: undefined,
      replacedBy: undefined,
    };
  });
}

/** One text for each item of each table. The lengths tell where a value ends, whatever is in it. */
export function unitId(
  tableName: string,
  item: NativeItem,
  keyNames: readonly string[] = Object.keys(item),
): string {
  let id = tableName;
  for (const name of keyNames) {
    const text = String(item[name]);
    id += ` ${text.length}:${text}`;
  }
  return id;
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

/** Refuses what no batch can hold, by its place and name; gives the real name of its table. */
export function checkWrite(
  connections: readonly Connection[],
  operation: BatchWriteOperation,
  index: number,
  call: string,
): string {
  checkOperation(operation, index, call);
  const { kind, name, key, entity, input } = operation;
  const where = () => `${call}: ${name}, at ${index},`;
  const about = () => ({ entity: entity.name, operation: name, key });
  if (kind !== 'put' && kind !== 'delete') {
    throw new RequestError(`${where()} is of kind ${kind}; a batch holds puts and deletes.`);
  }
  const tableName = tableNameOf(connections, operation, where);
  if (input.ConditionExpression !== undefined) {
    throw new RequestError(
      `${where()} has a condition, and the service has none in a batch; ${instead(operation)}.`,
      about(),
    );
  }
  if (input.ReturnValues !== undefined) {
    throw new RequestError(`${where()} asks for the old item, and a batch returns none.`, about());
  }
  checkSize(operation, where);
  return tableName;
}

function instead({ entity, name }: BatchWriteOperation): string {
  if (entity.version !== undefined)
    return `${entity.name} has versions, so use its repository or transactWrite`;
  if (name === `${entity.name}.create`) return `use ${entity.name}.put, which replaces, or transactWrite`;
  return 'use its repository or transactWrite';
}
