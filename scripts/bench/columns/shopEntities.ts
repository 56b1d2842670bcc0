import {
  batchGet,
  batchWrite,
  connect,
  type DynamoClient,
  defineEntity,
  defineTable,
  repository,
  transactWrite,
} from '../../../src/index.ts';
import type * as domain from '../domain.ts';
import type { Driver } from '../driver.ts';

export const markers = { EntityType: 'Order' };

export const shop = defineTable({ name: 'shop', indexes: ['GSI1'] });

export const Order = defineEntity<domain.Order>()({
  name: 'Order',
  table: shop,
  keys: {
    PK: 'ORDER#{orderId}',
    SK: 'ORDER',
    GSI1PK: 'USER#{userId}',
    GSI1SK: 'ORDER#{placedAt:iso}#{orderId}',
  },
  patterns: { ofUser: { index: 'GSI1' } },
});

export const User = defineEntity<domain.User>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'USER', GSI1PK: 'EMAIL#{email}', GSI1SK: 'USER' },
  patterns: { byEmail: { index: 'GSI1', one: true } },
});

/** The service over a client of either kind. */
export function driverOver(client: DynamoClient): Driver {
  const db = connect({ table: shop, client });
  const orders = repository(db, Order);
  const users = repository(db, User);
  return {
    put: (order) => orders.put(order),
    get: (orderId) => orders.get({ orderId }),
    update: (orderId, total) => orders.update({ orderId }, { set: { total } }),
    query100: async (userId) => (await orders.ofUser({ userId }, { limit: 100 })).items,
    batchWrite25: async (list) => {
      const report = await batchWrite(
        db,
        list.map((order) => Order.put(order)),
      );
      return report.throwIfIncomplete().remaining.length;
    },
    batchGet100: async (orderIds) => {
      const report = await batchGet(
        db,
        orderIds.map((orderId) => Order.get({ orderId })),
      );
      return report.throwIfIncomplete().items.filter((order) => order !== undefined);
    },
    transactWrite5: (list) =>
      transactWrite(
        db,
        list.map((order) => Order.put(order)),
      ),
    putUser: (user) => users.put(user),
  };
}
