import { attemptsOf } from '../client/attempts.ts';
import { presentItem } from '../client/codec/error-items.ts';
import type { Connection } from '../client/connect.ts';
import { retry } from '../client/retry.ts';
import { runCommand, type SendOptions } from '../client/run-command.ts';
import { isCleanConflict, isFalseCondition } from '../client/sdk-error.ts';
import { RequestError, shown } from '../errors.ts';
import { sameItem } from '../expressions/same-value.ts';
import { checkSize } from '../operations/check-size.ts';
import type {
  CountOperation,
  FirstOperation,
  ItemOperation,
  ItemOutput,
  NativeItem,
  Operation,
  PageOperation,
} from '../operations/operation.ts';
import { readCount, readFirst, readPage } from './read-page.ts';

type AnyOperation =
  | ItemOperation<unknown>
  | PageOperation<unknown>
  | FirstOperation<unknown>
  | CountOperation;

/**
 * Sends an operation and gives what it reads. Errors of the SDK pass untouched, except a false condition, which becomes
 * AlreadyExists, NotFound, VersionConflict or ConditionFailed with the SDK's error as `cause`. A write that meets a
 * transaction on the same item is sent again, up to 8 times. A create that meets its own item after a lost answer succeeded.
 *
 * @throws RequestError for a put of an item over 400 KB, before it is sent.
 * @example
 * ```ts
 * import { connect, defineEntity, defineTable, send } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop' });
 * const User = defineEntity<{ userId: string; name: string }>()({
 *   name: 'User',
 *   table: shop,
 *   keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
 * });
 *
 * export async function rename(userId: string, name: string) {
 *   const db = connect({ table: shop });
 *   return send(db, User.update({ userId }, { set: { name } }));
 * }
 * ```
 */
export async function send<R>(
  db: Connection,
  operation: Operation<R>,
  options: SendOptions = {},
): Promise<R> {
  return (await sendAny(db, operation as AnyOperation, options)) as R;
}

function sendAny(db: Connection, operation: AnyOperation, options: SendOptions): Promise<unknown> {
  if (typeof operation !== 'object' || operation === null) {
    throw new RequestError(`send takes an operation, not ${shown(operation)}.`);
  }
  if ((operation.mode as string) === 'check') {
    throw new RequestError(`${operation.name} writes and reads nothing, so only transactWrite takes it.`);
  }
  if (operation.table !== db.table) {
    throw new RequestError(
      `${operation.name} is declared for table ${operation.table.name}, and the connection is to ${db.table.name}.`,
    );
  }
  switch (operation.mode) {
    case 'item':
      return sendItem(db, operation, options);
    case 'page':
      return readPage(db, operation, options);
    case 'first':
      return readFirst(db, operation, options);
    case 'count':
      return readCount(db, operation, options);
    default:
      throw new RequestError(`send takes an operation, not ${shown(operation)}.`);
  }
}

async function sendItem(
  db: Connection,
  operation: ItemOperation<unknown>,
  options: SendOptions,
): Promise<unknown> {
  const { name, kind } = operation;
  checkSize(operation, () => name);
  const input = { ...operation.input, TableName: db.tableName };
  let output: ItemOutput;
  try {
    output = await retry(() => runCommand(db, name, kind, input, options), isCleanConflict, {
      abortSignal: options.abortSignal,
    });
  } catch (error) {
    if (!isFalseCondition(error)) throw error;
    const present = presentItem(error);
    if (!isOwnItem(operation, present, error)) throw operation.refused(present, error);
    output = {};
  }
  return operation.read(output);
}

/** The answer to a create was lost, and when the SDK sent it again, it met what it had written itself. */
function isOwnItem(
  { input, knowsItsItem }: ItemOperation<unknown>,
  present: NativeItem | undefined,
  error: unknown,
): boolean {
  if (knowsItsItem === undefined || attemptsOf(error) === 1 || present === undefined) return false;
  return 'Item' in input && sameItem(input.Item, present) && knowsItsItem();
}
