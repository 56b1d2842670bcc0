import type { Connection } from '../client/connect.ts';
import { retry } from '../client/retry.ts';
import { runCommand, type SendOptions } from '../client/run-command.ts';
import { isMomentary } from '../client/sdk-error.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import type { ItemOperation } from '../operations/operation.ts';
import { cancelledBy } from './cancelled.ts';
import { checkedActions } from './check-actions.ts';
import { checkAttempts } from './check-attempts.ts';

/** How a reading transaction is sent. */
export interface TransactGetOptions extends SendOptions {
  /** Attempts in all, as long as it is cancelled for nothing but conflicts with writes and throttling. Default 8. */
  readonly maxAttempts?: number | undefined;
}

/** By place, what each operation alone would give. */
export type Gotten<T extends readonly ItemOperation<unknown, 'get'>[]> = {
  -readonly [I in keyof T]: T[I] extends ItemOperation<infer R, 'get'> ? R : never;
};

const CALL = 'transactGet';

/**
 * Reads up to 100 items as they stood at one moment: one TransactGetItems. It costs twice the units of consistent reads.
 *
 * @throws RequestError before anything is sent: no or too many operations, or two on one item.
 * @throws TransactionCancelled when writes to the same items were under way at every attempt.
 * @throws NotFound for an absent item of `getOrThrow`.
 * @example
 * ```ts
 * import { connect, transactGet } from 'monotable';
 * import { Order, User, shop } from 'monotable/commerce';
 *
 * export async function orderWithUser(orderId: string, userId: string) {
 *   const db = connect({ table: shop });
 *   const [order, user] = await transactGet(db, [Order.get({ orderId }), User.getOrThrow({ userId })]);
 *   return order && { ...order, user: user.name };
 * }
 * ```
 */
export async function transactGet<const T extends readonly ItemOperation<unknown, 'get'>[]>(
  db: Connection,
  operations: T,
  options: TransactGetOptions = {},
): Promise<Gotten<T>> {
  checkCallOptions(options, ['maxAttempts', 'abortSignal'], CALL);
  checkAttempts(options.maxAttempts, CALL);
  const actions = checkedActions<ItemOperation<unknown, 'get'>>(db, operations, ['get'], CALL);
  const input = {
    TransactItems: actions.map(({ input: { ConsistentRead: _, ...get } }) => ({
      Get: { ...get, TableName: db.tableName },
    })),
  };
  try {
    const answer = await retry(() => runCommand(db, CALL, CALL, input, options), isMomentary, options);
    return actions.map(({ read }, place) => read({ Item: answer.Responses?.[place]?.Item })) as Gotten<T>;
  } catch (error) {
    throw cancelledBy(error, actions, CALL) ?? error;
  }
}
