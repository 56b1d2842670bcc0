import { defineCollection } from '../../operations/define-collection.ts';
import { Order } from './order.ts';
import { OrderItem } from './order-item.ts';

/**
 * An order with its lines in one query of the table itself: `HEADER`, then `ITEM#0001`, `ITEM#0002`, … With
 * `consistent: true` it is what was written last.
 *
 * @example
 * ```ts
 * import { orderPage } from 'monotable/commerce';
 *
 * orderPage({ orderId: 'a1' }, { consistent: true }).input.ExpressionAttributeValues; // { ':v0': 'ORDER#a1' }
 * ```
 */
export const orderPage = defineCollection({ name: 'orderPage', entities: [Order, OrderItem] });
