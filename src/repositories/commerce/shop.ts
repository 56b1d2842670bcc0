import { defineTable } from '../../table/table.ts';

/**
 * The shop's table. GSI1 holds what belongs to a user; GSI2 the orders by status and, sparse, the featured products.
 * None of the shop's own items expires: `expiresAt` is there for what a service adds, such as carts and sessions.
 *
 * @example
 * ```ts
 * import { Order, shop } from 'monotable/commerce';
 *
 * shop.indexes.map((index) => index.name); // ['GSI1', 'GSI2']
 * Order.keys.PK({ orderId: 'a1' }); // 'ORDER#a1'
 * ```
 */
export const shop = defineTable({ name: 'shop', indexes: ['GSI1', 'GSI2'], ttl: 'expiresAt' });

/** The times that the toolkit fills in, as ISO instants. */
export interface Stamped {
  createdAt: string;
  updatedAt: string;
}
