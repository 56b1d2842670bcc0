// A service as a user writes one: two entities, patterns, repositories. It is compiled and bundled outside of this checkout.
import { connect, defineEntity, defineTable, gte, increment, NotFound, repository } from '../../src/index.ts';
import { key } from '../../src/keys/index.ts';
import { expiresIn } from '../../src/ttl/index.ts';

const shop = defineTable({ name: 'shop', indexes: ['GSI1'], ttl: 'expiresAt' });

interface User {
  userId: string;
  name: string;
  visits: number;
}

interface Order {
  orderId: string;
  userId: string;
  total: number;
  placedAt: string;
  expiresAt?: number;
}

const User = defineEntity<User>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
});

const Order = defineEntity<Order>()({
  name: 'Order',
  table: shop,
  keys: { PK: 'ORDER#{orderId}', SK: 'ORDER', GSI1PK: 'USER#{userId}', GSI1SK: 'ORDER#{placedAt:iso}' },
  patterns: { ofUser: { index: 'GSI1', order: 'descending' } },
});

const users = repository(connect({ table: shop }), User);
const orders = repository(connect({ table: shop }), Order);

export async function place(userId: string, orderId: string, total: number): Promise<Order> {
  const placedAt = new Date().toISOString();
  const order = await orders.create({
    orderId,
    userId,
    total,
    placedAt,
    expiresAt: expiresIn({ days: 365 }),
  });
  await users.update({ userId }, { set: { visits: increment(1) } });
  return order;
}

export async function since(userId: string, day: string, cursor?: string): Promise<Order[]> {
  const page = await orders.ofUser({ userId, placedAt: gte(day) }, { limit: 20, cursor });
  return page.items;
}

export async function nameOf(userId: string): Promise<string | undefined> {
  try {
    return (await users.getOrThrow({ userId }, { select: ['name'] })).name;
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

export const link: `/orders/${string}` = key('/orders/{orderId}', { separator: '/' })({ orderId: 'a1' });

/** Bound patterns and operations by themselves, as a service may export them. */
export const openOrders = orders.ofUser;
export const ordersOfUser = Order.ofUser;
export { Order, orders, shop, User, users };
export const get = orders.get;
