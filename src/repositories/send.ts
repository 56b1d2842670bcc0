import { presentItem } from '../client/codec/error-items.ts';
import type { Connection } from '../client/connect.ts';
import { runCommand, type SendOptions } from '../client/run-command.ts';
import { RequestError } from '../errors.ts';
import type {
  CountOperation,
  FirstOperation,
  ItemOperation,
  ItemOutput,
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
 * AlreadyExists, NotFound or ConditionFailed with the SDK's error as `cause`.
 *
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
  }
}

async function sendItem(
  db: Connection,
  operation: ItemOperation<unknown>,
  options: SendOptions,
): Promise<unknown> {
  let output: ItemOutput;
  try {
    output = await runCommand(db, operation.name, operation.kind, operation.input, options);
  } catch (error) {
    if (!isFalseCondition(error)) throw error;
    throw operation.refused(presentItem(error), error);
  }
  return operation.read(output);
}

/** By name: another copy of the SDK has another class. */
function isFalseCondition(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
