// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of the library's own
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Entity, Service } from 'electrodb';
import { TABLE } from '../domain.ts';
import type { Driver } from '../driver.ts';

export const markers = { __edb_e__: 'order', __edb_v__: '1' };

const address = {
  type: 'map',
  required: true,
  properties: {
    street: { type: 'string', required: true },
    city: { type: 'string', required: true },
    zip: { type: 'string', required: true },
  },
} as const;
const tags = { type: 'list', required: true, items: { type: 'string' } } as const;
const text = { type: 'string', required: true } as const;
const number = { type: 'number', required: true } as const;
const boolean = { type: 'boolean', required: true } as const;

const order = new Entity(
  {
    model: { entity: 'order', version: '1', service: 'shop' },
    attributes: {
      ...{ orderId: text, userId: text, status: text, placedAt: text, total: number, currency: text },
      ...{ count: number, paid: boolean, note: text, carrier: text, tags, address },
    },
    indexes: {
      primary: {
        pk: { field: 'PK', composite: ['orderId'], template: 'ORDER#${orderId}', casing: 'none' },
        sk: { field: 'SK', composite: [], template: 'ORDER', casing: 'none' },
      },
      ofUser: {
        index: 'GSI1',
        pk: { field: 'GSI1PK', composite: ['userId'], template: 'USER#${userId}', casing: 'none' },
        sk: {
          field: 'GSI1SK',
          composite: ['placedAt', 'orderId'],
          template: 'ORDER#${placedAt}#${orderId}',
          casing: 'none',
        },
      },
    },
  },
  { table: TABLE },
);

const user = new Entity(
  {
    model: { entity: 'user', version: '1', service: 'shop' },
    attributes: {
      ...{ userId: text, email: text, name: text, phone: text, country: text, language: text },
      ...{ createdAt: text, visits: number, points: number, newsletter: boolean, tags, address },
    },
    indexes: {
      primary: {
        pk: { field: 'PK', composite: ['userId'], template: 'USER#${userId}', casing: 'none' },
        sk: { field: 'SK', composite: [], template: 'USER', casing: 'none' },
      },
      byEmail: {
        index: 'GSI1',
        pk: { field: 'GSI1PK', composite: ['email'], template: 'EMAIL#${email}', casing: 'none' },
        sk: { field: 'GSI1SK', composite: [], template: 'USER', casing: 'none' },
      },
    },
  },
  { table: TABLE },
);

const shop = new Service({ order, user });

export const orderEntity = order;

export function createDriver(settings: DynamoDBClientConfig): Driver {
  shop.setClient(DynamoDBDocumentClient.from(new DynamoDBClient(settings)));
  const { order: orders, user: users } = shop.entities;
  return {
    put: (item) => orders.put(item).go(),
    get: async (orderId) => (await orders.get({ orderId }).go()).data ?? undefined,
    update: async (orderId, total) => {
      const { data } = await orders.patch({ orderId }).set({ total }).go({ response: 'all_new' });
      return data;
    },
    query100: async (userId) => (await orders.query.ofUser({ userId }).go({ limit: 100 })).data,
    batchWrite25: async (items) => (await orders.put([...items]).go()).unprocessed.length,
    batchGet100: async (orderIds) => (await orders.get(orderIds.map((orderId) => ({ orderId }))).go()).data,
    transactWrite5: (items) =>
      shop.transaction.write(({ order }) => items.map((item) => order.put(item).commit())).go(),
    putUser: (item) => users.put(item).go(),
  };
}
