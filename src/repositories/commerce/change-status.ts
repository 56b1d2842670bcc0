import type { ItemOperation } from '../../operations/operation.ts';
import { Order, type OrderStatus } from './order.ts';

/** What of an order a change of status needs: the order as it was read, or these parts of it. */
export type OrderState = Pick<Order, 'orderId' | 'userId' | 'placedAt' | 'status'>;

/**
 * Moves an order to another status, unless somebody else has moved it since it was read (then sending it is
 * ConditionFailed). Becoming `shipped` sets `shippedAt`. Gives the order as it stands afterwards.
 *
 * GSI1 and GSI2 are built of the user, the time and the status, so a plain `orders.update` has to set all three.
 *
 * @param now the time of the change. Default: now.
 * @example
 * ```ts
 * import { changeStatus } from 'monotable/commerce';
 *
 * const order = { orderId: 'a1', userId: '7', placedAt: '2026-01-31T10:00:00.000Z', status: 'pending' as const };
 * changeStatus(order, 'paid').input.Key; // { PK: 'ORDER#a1', SK: 'HEADER' }
 * ```
 */
export function changeStatus(
  order: OrderState,
  status: OrderStatus,
  now: Date = new Date(),
): ItemOperation<Order, 'update'> {
  const { orderId, userId, placedAt } = order;
  const shipped = status === 'shipped' ? { shippedAt: now.toISOString() } : {};
  return Order.update(
    { orderId },
    { set: { status, userId, placedAt, ...shipped } },
    { if: { status: order.status, userId, placedAt }, now },
  );
}
