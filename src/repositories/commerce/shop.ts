import { defineTable } from '../../table/table.ts';

/**
 * The shop's table. GSI1 holds what belongs to a user, GSI2 orders by status and the featured products.
 * None of the shop's own items expires; `expiresAt` is there for what a service adds, such as carts and sessions.
 *
 * | item        | PK                    | SK                  | GSI1PK          | GSI1SK                       | GSI2PK            | GSI2SK                      |
 * |-------------|-----------------------|---------------------|-----------------|------------------------------|-------------------|-----------------------------|
 * | `User`      | `USER#{userId}`       | `PROFILE`           | `USER#{userId}` | `PROFILE`                    |                   |                             |
 * | `Address`   | `USER#{userId}`       | `ADDRESS#{addressId}` | `USER#{userId}` | `PLACE#{addressId}`        |                   |                             |
 * | `Product`   | `PRODUCT#{productId}` | `PRODUCT`           |                 |                              | `FEATURED`        | `{featuredRank}#{productId}` |
 * | `Order`     | `ORDER#{orderId}`     | `HEADER`            | `USER#{userId}` | `ORDER#{placedAt}#{orderId}` | `STATUS#{status}` | `{placedAt}#{orderId}`      |
 * | `OrderItem` | `ORDER#{orderId}`     | `ITEM#{line}`       |                 |                              |                   |                             |
 */
export const shop = defineTable({ name: 'shop', indexes: ['GSI1', 'GSI2'], ttl: 'expiresAt' });

/** The times that the toolkit fills in, as ISO instants. */
export interface Stamped {
  createdAt: string;
  updatedAt: string;
}
