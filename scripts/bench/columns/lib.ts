import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type Order, orderKeys, TABLE, type User, userKeys } from '../domain.ts';
import type { Driver } from '../driver.ts';

export const markers = { EntityType: 'Order' };

function orderItem(order: Order) {
  return { ...orderKeys(order), EntityType: 'Order', ...order };
}

function orderKey(orderId: string) {
  return { PK: `ORDER#${orderId}`, SK: 'ORDER' };
}

/** By hand, as the developer guide of the SDK has it. */
export function createDriver(settings: DynamoDBClientConfig): Driver {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  return {
    put: (order) => client.send(new PutCommand({ TableName: TABLE, Item: orderItem(order) })),
    get: async (orderId) => {
      const { Item } = await client.send(new GetCommand({ TableName: TABLE, Key: orderKey(orderId) }));
      return Item as Order | undefined;
    },
    update: async (orderId, total) => {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: TABLE,
          Key: orderKey(orderId),
          UpdateExpression: 'SET #total = :total',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeNames: { '#total': 'total' },
          ExpressionAttributeValues: { ':total': total },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes as Order;
    },
    query100: async (userId) => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: TABLE,
          IndexName: 'GSI1',
          KeyConditionExpression: 'GSI1PK = :user AND begins_with(GSI1SK, :orders)',
          ExpressionAttributeValues: { ':user': `USER#${userId}`, ':orders': 'ORDER#' },
          Limit: 100,
        }),
      );
      return Items as Order[];
    },
    batchWrite25: async (orders) => {
      const requests = orders.map((order) => ({ PutRequest: { Item: orderItem(order) } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [TABLE]: requests } }));
      return undefined;
    },
    batchGet100: async (orderIds) => {
      const { Responses } = await client.send(
        new BatchGetCommand({ RequestItems: { [TABLE]: { Keys: orderIds.map(orderKey) } } }),
      );
      return (Responses?.[TABLE] ?? []) as Order[];
    },
    transactWrite5: (orders) => {
      const items = orders.map((order) => ({ Put: { TableName: TABLE, Item: orderItem(order) } }));
      return client.send(new TransactWriteCommand({ TransactItems: items }));
    },
    putUser: (user: User) => {
      const item = { ...userKeys(user), EntityType: 'User', ...user };
      return client.send(new PutCommand({ TableName: TABLE, Item: item }));
    },
  };
}
