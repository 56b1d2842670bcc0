import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type BatchWriteCommandOutput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Entity } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { BatchPutRequest } from 'dynamodb-toolbox/entity/actions/batchPut';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { execute as executeTransaction } from 'dynamodb-toolbox/entity/actions/transactWrite';
import { UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { Table } from 'dynamodb-toolbox/table';
import { BatchGetCommand, execute as executeGets } from 'dynamodb-toolbox/table/actions/batchGet';
import { BatchWriteCommand, execute as executeWrites } from 'dynamodb-toolbox/table/actions/batchWrite';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { type Order, TABLE } from '../domain.ts';
import type { Driver } from '../driver.ts';

export const markers = { _et: 'Order' };

const shop = new Table({
  name: TABLE,
  partitionKey: { name: 'PK', type: 'string' },
  sortKey: { name: 'SK', type: 'string' },
  indexes: {
    GSI1: {
      type: 'global',
      partitionKey: { name: 'GSI1PK', type: 'string' },
      sortKey: { name: 'GSI1SK', type: 'string' },
    },
  },
});

const address = map({ street: string(), city: string(), zip: string() });

const OrderEntity = new Entity({
  name: 'Order',
  table: shop,
  timestamps: false,
  schema: item({
    ...{ orderId: string().key(), userId: string(), status: string(), placedAt: string(), total: number() },
    ...{ currency: string(), count: number(), paid: boolean(), note: string(), carrier: string() },
    ...{ tags: list(string()), address },
  }).and((order) => ({
    GSI1PK: string()
      .hidden()
      .optional()
      .putLink<typeof order>(({ userId }) => `USER#${userId}`),
    GSI1SK: string()
      .hidden()
      .optional()
      .putLink<typeof order>(({ placedAt, orderId }) => `ORDER#${placedAt}#${orderId}`),
  })),
  computeKey: ({ orderId }) => ({ PK: `ORDER#${orderId}`, SK: 'ORDER' }),
});

const UserEntity = new Entity({
  name: 'User',
  table: shop,
  timestamps: false,
  schema: item({
    ...{ userId: string().key(), email: string(), name: string(), phone: string(), country: string() },
    ...{ language: string(), createdAt: string(), visits: number(), points: number(), newsletter: boolean() },
    ...{ tags: list(string()), address },
  }).and((user) => ({
    GSI1PK: string()
      .hidden()
      .optional()
      .putLink<typeof user>(({ email }) => `EMAIL#${email}`),
    GSI1SK: string().hidden().optional().putDefault('USER'),
  })),
  computeKey: ({ userId }) => ({ PK: `USER#${userId}`, SK: 'USER' }),
});

export function putRequests(orders: readonly Order[]) {
  return shop
    .build(BatchWriteCommand)
    .requests(...orders.map((order) => OrderEntity.build(BatchPutRequest).item(order)));
}

/** How many writes an answer leaves. */
export function leftIn(answer: BatchWriteCommandOutput): number {
  return answer.UnprocessedItems?.[TABLE]?.length ?? 0;
}

export function createDriver(settings: DynamoDBClientConfig): Driver {
  shop.documentClient = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  return {
    put: (order) => OrderEntity.build(PutItemCommand).item(order).send(),
    get: async (orderId) => (await OrderEntity.build(GetItemCommand).key({ orderId }).send()).Item,
    update: async (orderId, total) => {
      const { Attributes } = await OrderEntity.build(UpdateItemCommand)
        .item({ orderId, total })
        .options({ condition: { attr: 'orderId', exists: true }, returnValues: 'ALL_NEW' })
        .send();
      return Attributes as Order;
    },
    query100: async (userId) => {
      const { Items = [] } = await shop
        .build(QueryCommand)
        .query({ index: 'GSI1', partition: `USER#${userId}`, range: { beginsWith: 'ORDER#' } })
        .entities(OrderEntity)
        .options({ limit: 100 })
        .send();
      return Items;
    },
    batchWrite25: async (orders) => leftIn(await executeWrites(putRequests(orders))),
    batchGet100: async (orderIds) => {
      const requests = orderIds.map((orderId) => OrderEntity.build(BatchGetRequest).key({ orderId }));
      const { Responses } = await executeGets(shop.build(BatchGetCommand).requests(...requests));
      return (Responses?.[0] ?? []) as Order[];
    },
    transactWrite5: (orders) =>
      executeTransaction(...orders.map((order) => OrderEntity.build(PutTransaction).item(order))),
    putUser: (user) => UserEntity.build(PutItemCommand).item(user).send(),
  };
}
