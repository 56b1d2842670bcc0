import type { Connection } from '../../client/connect.ts';
import type { SendOptions } from '../../client/run-command.ts';
import { RequestError } from '../../errors.ts';
import { type TransactWriteOptions, transactWrite } from '../../transactions/transact-write.ts';
import { collection } from '../collection.ts';
import { repository } from '../repository.ts';
import { send } from '../send.ts';
import { Address } from './address.ts';
import { changeEmail, type EmailOwner } from './change-email.ts';
import { changeStatus, type OrderState } from './change-status.ts';
import { emailTaken } from './email-taken.ts';
import { Order, type OrderStatus } from './order.ts';
import { OrderItem } from './order-item.ts';
import { orderPage } from './order-page.ts';
import { outOfStock } from './out-of-stock.ts';
import { type NewOrder, PLACE_ORDER, placeOrder } from './place-order.ts';
import { Product } from './product.ts';
import { type NewUser, signUp } from './sign-up.ts';
import { User } from './user.ts';
import { UserEmail } from './user-email.ts';
import { userPage } from './user-page.ts';

/** What a service does with the shop. */
export type Commerce = ReturnType<typeof commerce>;

/**
 * The shop's repositories and collections, bound to a connection to the `shop` table, and what it does in one write or one
 * transaction.
 *
 * @throws RequestError when the connection is to another table.
 * @example
 * ```ts
 * import { connect } from 'monotable';
 * import { commerce, OutOfStock, type NewOrder, shop } from 'monotable/commerce';
 *
 * const { orders, placeOrder, changeStatus } = commerce(connect({ table: shop, tableName: 'shop-production' }));
 *
 * export async function checkout(order: NewOrder) {
 *   try {
 *     return await placeOrder(order); // PK 'ORDER#a1', SK 'HEADER', then its lines, the stock and the user
 *   } catch (error) {
 *     if (error instanceof OutOfStock) return error.products; // [{ productId: 'p1', wanted: 5, left: 3, … }]
 *     throw error;
 *   }
 * }
 *
 * export async function pay(orderId: string) {
 *   const order = await orders.getOrThrow({ orderId }, { consistent: true }); // PK 'ORDER#a1', SK 'HEADER'
 *   return changeStatus(order, 'paid'); // GSI2PK 'STATUS#paid'
 * }
 * ```
 */
export function commerce(db: Connection) {
  return {
    users: repository(db, User),
    userEmails: repository(db, UserEmail),
    addresses: repository(db, Address),
    products: repository(db, Product),
    orders: repository(db, Order),
    orderItems: repository(db, OrderItem),
    /** A user with all addresses and the latest orders: see `userPage`. */
    userPage: collection(db, userPage),
    /** An order with its lines: see `orderPage`. */
    orderPage: collection(db, orderPage),
    /** Moves an order to another status: see `changeStatus`. */
    changeStatus: (order: OrderState, status: OrderStatus, options?: SendOptions) =>
      send(db, changeStatus(order, status, db.now()), options),

    /**
     * Writes a new user and claims their e-mail: see `signUp`. Gives the user.
     *
     * @throws AlreadyClaimed when the e-mail is taken; TransactionCancelled for any other failure.
     */
    async signUp(user: NewUser, options?: SendOptions): Promise<User> {
      try {
        const [created] = await transactWrite(db, signUp(user, db.now()), options);
        return created;
      } catch (error) {
        throw emailTaken(error);
      }
    },

    /**
     * Gives a user another e-mail, or with `undefined` none: see `changeEmail`.
     *
     * @throws AlreadyClaimed when the e-mail is taken; TransactionCancelled for any other failure, such as a user whose e-mail
     * was changed since they were read.
     */
    async changeEmail(user: EmailOwner, email: string | undefined, options?: SendOptions): Promise<void> {
      try {
        await transactWrite(db, changeEmail(user, email, db.now()), options);
      } catch (error) {
        throw emailTaken(error);
      }
    },

    /**
     * Places an order with all that belongs to it: see `placeOrder`. Gives the order as written. With a `token`, the same
     * order sent again within ten minutes is placed once; then `placedAt` is needed, which makes its content the same.
     *
     * @throws OutOfStock when nothing but the stock was in the way; TransactionCancelled for any other failure.
     */
    async placeOrder(order: NewOrder, options: TransactWriteOptions = {}): Promise<Order> {
      checkRepeatable(order, options);
      try {
        const [placed] = await transactWrite(db, placeOrder(order, db.now()), options);
        return placed;
      } catch (error) {
        throw outOfStock(error, order);
      }
    },
  };
}

/** With a time of its own each sending would be another transaction, which shows only when one is repeated. */
function checkRepeatable({ orderId, placedAt }: NewOrder, { token }: TransactWriteOptions): void {
  if (token === undefined || placedAt !== undefined) return;
  throw new RequestError(
    `Order ${orderId} is sent with a token and needs its placedAt: without it, it has another time whenever it is sent.`,
    { entity: Order.name, operation: PLACE_ORDER },
  );
}
