import { defineEntity } from '../../operations/define-entity.ts';
import { type Stamped, shop } from './shop.ts';

/** A customer's profile. */
export interface User extends Stamped {
  userId: string;
  name: string;
  /** No two users have the same one: `UserEmail`. Change it with `changeEmail` only. */
  email?: string | undefined;
  company?: string | undefined;
  phone?: string | undefined;
  /** How many orders they have placed: `placeOrder` counts them. */
  orderCount: number;
}

/** Users by id. In GSI1 they stand with their addresses and orders, for `userPage`. */
export const User = defineEntity<User>()({
  name: 'User',
  table: shop,
  keys: {
    PK: 'USER#{userId}',
    SK: 'PROFILE',
    GSI1PK: 'USER#{userId}',
    GSI1SK: 'PROFILE',
  },
  patterns: { byId: { operation: 'get' } },
  stamps: true,
});
