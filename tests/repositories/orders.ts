import { type Connection, type ConnectOptions, connect } from '../../src/client/connect.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { defineTable } from '../../src/table/table.ts';
import type { Validator } from '../../src/table/validator.ts';

export const shop = defineTable({ name: 'shop', indexes: ['GSI1'] });

export interface Order {
  userId: string;
  orderId: string;
  status: 'pending' | 'paid';
  total: number;
  note?: string;
}

const notNegative: Validator = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      (value as Order).total < 0
        ? { issues: [{ message: 'must not be negative', path: ['total'] }] }
        : { value },
  },
};

export const Order = defineEntity<Order>()({
  name: 'Order',
  table: shop,
  keys: {
    PK: 'USER#{userId}',
    SK: 'ORDER#{orderId}',
    GSI1PK: 'STATUS#{status}',
    GSI1SK: 'ORDER#{orderId}',
  },
  patterns: {
    ofUser: {},
    newest: { order: 'descending', one: true },
    withStatus: { index: 'GSI1' },
    all: { operation: 'scan' },
    allAtOnce: { operation: 'scan', segments: 3 },
    inManySegments: { operation: 'scan', segments: 100 },
    find: { operation: 'get' },
  },
  validate: notNegative,
});

/** Another entity of the table, which its own key templates keep out of the reads of orders. */
export const User = defineEntity<{ userId: string; name: string }>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
});

/** An order as the table holds it. */
export function stored(orderId: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    PK: 'USER#7',
    SK: `ORDER#${orderId}`,
    GSI1PK: 'STATUS#paid',
    GSI1SK: `ORDER#${orderId}`,
    EntityType: 'Order',
    ...order(orderId),
    ...changes,
  };
}

/** The same order as the caller sees it. */
export function order(orderId: string): Order {
  return { userId: '7', orderId, status: 'paid', total: 5 };
}

/** Where an order lies in the table. */
export function position(orderId: string): Record<string, unknown> {
  return { PK: 'USER#7', SK: `ORDER#${orderId}` };
}

export function ordersOver(client: ConnectOptions['client'], options: Partial<ConnectOptions> = {}) {
  const db: Connection = connect({
    table: shop,
    tableName: 'shop-production',
    ...(client === undefined ? {} : { client }),
    ...options,
  });
  return { db, orders: repository(db, Order) };
}
