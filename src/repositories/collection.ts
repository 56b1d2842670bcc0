import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import type { Page, PageOperation } from '../operations/operation.ts';
import { type IterateOptions, iterate } from './iterate.ts';
import { send } from './send.ts';

/** A collection bound to a connection: called, it reads a page. */
export interface CollectionMethod<A, O, T> {
  (args: A, options?: O & SendOptions): Promise<Page<T>>;
  /** Every item, request by request; `break` ends the reading. */
  iterate(args: A, options?: O & IterateOptions): AsyncGenerator<T, void, undefined>;
}

/**
 * Binds a collection, or any function of your own that makes a page operation, to a connection.
 *
 * @example
 * ```ts
 * import { collection, connect } from 'monotable';
 * import { shop, userPage } from 'monotable/commerce';
 *
 * const readUserPage = collection(connect({ table: shop }), userPage);
 *
 * export async function latest(userId: string) {
 *   const page = await readUserPage({ userId }, { limit: 20 });
 *   return page.items.flatMap((found) => (found.entity === 'Order' ? [found.item] : []));
 * }
 * ```
 */
export function collection<A, O, T>(
  db: Connection,
  declared: (args: A, options?: O) => PageOperation<T>,
): CollectionMethod<A, O, T> {
  const operation = (args: A, options: (O & { now?: Date }) | undefined) =>
    declared(args, { ...options, now: options?.now ?? db.now() } as O);
  return Object.assign(
    async (args: A, options?: O & SendOptions) => send(db, operation(args, options), options),
    {
      async *iterate(args: A, options?: O & IterateOptions) {
        yield* iterate(db, operation(args, options), options);
      },
    },
  );
}
