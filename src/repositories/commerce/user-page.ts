import { defineCollection } from '../../operations/define-collection.ts';
import { Address } from './address.ts';
import { Order } from './order.ts';
import { User } from './user.ts';

/**
 * A user with all addresses and the latest orders, in one query: backwards through the user's partition of GSI1 stand
 * `PROFILE`, then `PLACE#…`, then `ORDER#…`, newest first. The cursor goes on with older orders. Like every read of a global
 * index it is eventually consistent.
 *
 * @example
 * ```ts
 * import { userPage } from 'monotable/commerce';
 *
 * userPage({ userId: '7' }, { limit: 30 }).input.ExpressionAttributeValues; // { ':v0': 'USER#7' }
 * ```
 */
export const userPage = defineCollection({
  name: 'userPage',
  entities: [User, Address, Order],
  index: 'GSI1',
  order: 'descending',
});
