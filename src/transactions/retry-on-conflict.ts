import { MAX_ATTEMPTS, retry } from '../client/retry.ts';
import type { SendOptions } from '../client/run-command.ts';
import { TransactionCancelled, VersionConflict } from '../errors.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import { checkAttempts } from './check-attempts.ts';

/** How long a change is tried. */
export interface ConflictOptions extends SendOptions {
  /** Readings in all. Default 8. */
  readonly maxAttempts?: number | undefined;
}

/**
 * Reads, changes and writes; when somebody else has written in between (VersionConflict), waits a little, reads again
 * and changes that. What `change` gives is the result. It may run several times, so that it should do nothing but write.
 *
 * A transaction is tried again when a VersionConflict is among its failures: other conditions may have been false for the
 * same reason, as when a claim that was to be released has moved on. If they were not, they are alone the next time.
 *
 * It does not repeat a conflict that may be the trace of its own write, whose answer was lost (`maybeApplied`): the change
 * would be made twice. With the write in a `transactWrite` there is no such doubt.
 *
 * @throws VersionConflict, or the TransactionCancelled that holds one, when every attempt was overtaken.
 * @example
 * ```ts
 * import { connect, defineEntity, defineTable, repository, retryOnConflict } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop' });
 * const Cart = defineEntity<{ cartId: string; products: string[]; version: number }>()({
 *   name: 'Cart',
 *   table: shop,
 *   keys: { PK: 'CART#{cartId}', SK: 'CART' },
 *   version: 'version',
 * });
 * const carts = repository(connect({ table: shop }), Cart);
 *
 * export const addProduct = (cartId: string, productId: string) =>
 *   retryOnConflict(
 *     () => carts.getOrThrow({ cartId }, { consistent: true }),
 *     (cart) => carts.put({ ...cart, products: [...cart.products, productId] }), // version = :v0
 *   );
 * ```
 */
export async function retryOnConflict<T, R>(
  read: () => Promise<T>,
  change: (current: T) => Promise<R>,
  options: ConflictOptions = {},
): Promise<R> {
  checkCallOptions(options, ['maxAttempts', 'abortSignal'], 'retryOnConflict');
  checkAttempts(options.maxAttempts, 'retryOnConflict');
  const { maxAttempts = MAX_ATTEMPTS, abortSignal } = options;
  const attempt = async () => {
    abortSignal?.throwIfAborted();
    return change(await read());
  };
  return retry(attempt, isConflict, { maxAttempts, abortSignal });
}

/** Reasons that a new reading may do away with. API reference, TransactWriteItems. */
const OF_THE_MOMENT: readonly string[] = [
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

/** Somebody else has written in between, and nothing was done. */
function isConflict(error: unknown): boolean {
  if (error instanceof TransactionCancelled) {
    // What was read is not so any more; that may be why other conditions were false as well.
    const stale = error.find(VersionConflict) !== undefined;
    return stale && error.failures.every(({ code }) => OF_THE_MOMENT.includes(code));
  }
  return error instanceof VersionConflict && !error.maybeApplied;
}
