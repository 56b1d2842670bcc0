import type { Connection } from '../../client/connect.ts';
import type { SendOptions } from '../../client/run-command.ts';
import { collection } from '../collection.ts';
import { repository } from '../repository.ts';
import { send } from '../send.ts';
import { Address } from './address.ts';
import { changeStatus, type OrderState } from './change-status.ts';
import { Order, type OrderStatus } from './order.ts';
import { OrderItem } from './order-item.ts';
import { orderPage } from './order-page.ts';
import { Product } from './product.ts';
import { User } from './user.ts';
import { userPage } from './user-page.ts';

/** What a service does with the shop. */
export type Commerce = ReturnType<typeof commerce>;

/**
 * The shop's repositories and collections, bound to a connection to the `shop` table.
 *
 * @throws RequestError when the connection is to another table.
 * @example
 * ```ts
 * import { connect } from 'monotable';
 * import { commerce, shop } from 'monotable/commerce';
 *
 * const { users, orders, changeStatus } = commerce(connect({ table: shop, tableName: 'shop-production' }));
 *
 * export async function pay(orderId: string) {
 *   const order = await orders.getOrThrow({ orderId }, { consistent: true }); // PK 'ORDER#a1', SK 'HEADER'
 *   await changeStatus(order, 'paid'); // GSI2PK 'STATUS#paid'
 *   await users.update({ userId: order.userId }, { add: { orderCount: 1 } });
 * }
 * ```
 */
export function commerce(db: Connection) {
  return {
    users: repository(db, User),
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
  };
}
