// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the library's own
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { Table } from 'dynamodb-onetable';
import { type Order, TABLE } from '../domain.ts';
import type { Driver } from '../driver.ts';

export const markers = { _type: 'Order' };

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const boolean = { type: Boolean, required: true } as const;
const tags = { type: Array, required: true, items: { type: String } } as const;
const address = { type: Object, required: true, schema: { street: text, city: text, zip: text } } as const;

const schema = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: {
    primary: { hash: 'PK', sort: 'SK' },
    GSI1: { hash: 'GSI1PK', sort: 'GSI1SK', project: 'all' },
  },
  models: {
    Order: {
      PK: { type: String, value: 'ORDER#${orderId}' },
      SK: { type: String, value: 'ORDER' },
      GSI1PK: { type: String, value: 'USER#${userId}' },
      GSI1SK: { type: String, value: 'ORDER#${placedAt}#${orderId}' },
      ...{ orderId: text, userId: text, status: text, placedAt: text, total: number, currency: text },
      ...{ count: number, paid: boolean, note: text, carrier: text, tags, address },
    },
    User: {
      PK: { type: String, value: 'USER#${userId}' },
      SK: { type: String, value: 'USER' },
      GSI1PK: { type: String, value: 'EMAIL#${email}' },
      GSI1SK: { type: String, value: 'USER' },
      ...{ userId: text, email: text, name: text, phone: text, country: text, language: text },
      ...{ createdAt: text, visits: number, points: number, newsletter: boolean, tags, address },
    },
  },
  params: { timestamps: false },
} as const;

const shop = new Table({ name: TABLE, schema, partial: true });
const orders = shop.getModel('Order');
const users = shop.getModel('User');

/** A put and no more: by default it refuses to replace an item. */
const REPLACE = { exists: null };

export function createDriver(settings: DynamoDBClientConfig): Driver {
  shop.setClient(new DynamoDBClient(settings));
  return {
    put: (order) => orders.create(order, REPLACE),
    get: async (orderId) => (await orders.get({ orderId })) as Order | undefined,
    update: async (orderId, total) => (await orders.update({ orderId, total })) as Order,
    query100: async (userId) => (await orders.find({ userId }, { index: 'GSI1', limit: 100 })) as Order[],
    batchWrite25: async (items) => {
      const batch = {};
      for (const order of items) await orders.create(order, { ...REPLACE, batch });
      await shop.batchWrite(batch);
      return 0;
    },
    batchGet100: async (orderIds) => {
      const batch = {};
      for (const orderId of orderIds) await orders.get({ orderId }, { batch });
      return shop.batchGet<Order>(batch, { parse: true, hidden: false });
    },
    transactWrite5: async (items) => {
      const transaction = {};
      for (const order of items) await orders.create(order, { ...REPLACE, transaction });
      return shop.transact('write', transaction);
    },
    putUser: (user) => users.create(user, REPLACE),
  };
}
