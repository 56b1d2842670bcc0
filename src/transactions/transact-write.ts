import type { Connection } from '../client/connect.ts';
import { retry } from '../client/retry.ts';
import { runCommand, type SendOptions } from '../client/run-command.ts';
import { isMomentary, isTokenMismatch } from '../client/sdk-error.ts';
import { RequestError, shown, TokenMismatch } from '../errors.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import type { CheckOperation, ItemOperation } from '../operations/operation.ts';
import { cancelledBy } from './cancelled.ts';
import { checkedActions } from './check-actions.ts';
import { checkAttempts } from './check-attempts.ts';
import { MAX_TOKEN_LENGTH } from './limits.ts';

/** What can stand in a writing transaction. */
export type WriteOperation = ItemOperation<unknown, 'put' | 'update' | 'delete'> | CheckOperation;

/** How a transaction is sent. */
export interface TransactWriteOptions extends SendOptions {
  /**
   * 1 to 36 characters. For ten minutes after it was done, the same transaction with the same token is not done again but
   * succeeds. Default: a new one for each call, which all attempts of the call share.
   */
  readonly token?: string | undefined;
  /**
   * Attempts in all, as long as it is cancelled for nothing but conflicts with other transactions and throttling. Default 8.
   * A request that is throttled as a whole is repeated by the SDK alone.
   */
  readonly maxAttempts?: number | undefined;
}

/** By place: the item that a create or put wrote; `undefined` for an update, delete or check, which return nothing. */
export type Written<T extends readonly WriteOperation[]> = {
  -readonly [I in keyof T]: WrittenBy<T[I]>;
};
/** Of an operation that may be a put or another one, both. */
type WrittenBy<O> = O extends ItemOperation<infer R, infer K> ? (K extends 'put' ? R : undefined) : undefined;

const CALL = 'transactWrite';
const ACTIONS = { put: 'Put', update: 'Update', delete: 'Delete', check: 'ConditionCheck' } as const;

/**
 * Does all of the operations or none: one TransactWriteItems of up to 100 actions, of which each is on another item. It
 * costs twice the write units of the same writes alone, also when it is cancelled.
 *
 * Because of its token it is done once, however often a lost answer makes the SDK repeat it; an `add` in it counts once.
 *
 * @throws RequestError before anything is sent: no or too many operations, two on one item, more than 4 MB, a bad token.
 * @throws TransactionCancelled when nothing was done; its `failures` name the operations at fault.
 * @throws TokenMismatch when the caller's token was used for other content.
 * @example
 * ```ts
 * import { connect, transactWrite } from 'monotable';
 * import { Product, User, shop } from 'monotable/commerce';
 *
 * export async function reserve(userId: string, productId: string) {
 *   const db = connect({ table: shop });
 *   await transactWrite(db, [
 *     User.check({ userId }), // attribute_exists(PK)
 *     Product.update({ productId }, { add: { unitsInStock: -1 } }, { if: { discontinued: false } }),
 *   ]);
 * }
 * ```
 */
export async function transactWrite<const T extends readonly WriteOperation[]>(
  db: Connection,
  operations: T,
  options: TransactWriteOptions = {},
): Promise<Written<T>> {
  checkCallOptions(options, ['token', 'maxAttempts', 'abortSignal'], CALL);
  checkToken(options.token);
  checkAttempts(options.maxAttempts, CALL);
  const actions = checkedActions<WriteOperation>(db, operations, ['put', 'update', 'delete', 'check'], CALL);
  const input = {
    TransactItems: actions.map((operation) => action(operation, db.tableName)),
    // Our own repetitions must be the same transaction to the service, not only those of the SDK.
    ClientRequestToken: options.token ?? crypto.randomUUID(),
  };
  try {
    await retry(() => runCommand(db, CALL, CALL, input, options), isMomentary, options);
  } catch (error) {
    if (isTokenMismatch(error)) throw mismatch(input.ClientRequestToken, error);
    throw cancelledBy(error, actions, CALL) ?? error;
  }
  return actions.map((operation) =>
    operation.kind === 'put' ? operation.read({}) : undefined,
  ) as Written<T>;
}

/** What returns values is not for transactions: an update asks for its item only when it is sent alone. */
function action({ kind, input }: WriteOperation, tableName: string): object {
  const { ReturnValues: _, ...rest } = input as WriteOperation['input'] & { ReturnValues?: string };
  return { [ACTIONS[kind]]: { ...rest, TableName: tableName } };
}

function checkToken(token: unknown): void {
  if (token === undefined) return;
  if (typeof token !== 'string' || token.length === 0 || token.length > MAX_TOKEN_LENGTH) {
    const found = typeof token === 'string' ? `${token.length}: ${shown(token)}` : shown(token);
    throw new RequestError(`${CALL}: a token has 1 to ${MAX_TOKEN_LENGTH} characters, not ${found}.`);
  }
}

function mismatch(token: string, cause: unknown): TokenMismatch {
  return new TokenMismatch(
    `${CALL}: the token ${shown(token)} was used within the last ten minutes for a transaction with other content. The same content means the same times, too: give each of its operations, claims among them, the same { now }.`,
    { operation: CALL, cause },
  );
}
