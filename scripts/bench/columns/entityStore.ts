import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  createStore,
  createStoreContext,
  type DynamoDBValues,
  type Entity,
  rangeWhereSkBeginsWith,
  typePredicateParser,
} from '@symphoniacloud/dynamodb-entity-store';
import { type Order, TABLE, type User } from '../domain.ts';
import type { Driver } from '../driver.ts';

export const markers = { _et: 'Order' };

function isOrder(item: DynamoDBValues): item is Order {
  return item.orderId !== undefined && item.userId !== undefined && item.total !== undefined;
}

function isUser(item: DynamoDBValues): item is User {
  return item.userId !== undefined && item.email !== undefined;
}

const OrderEntity: Entity<Order, Pick<Order, 'orderId'>, unknown> = {
  type: 'Order',
  parse: typePredicateParser(isOrder, 'Order'),
  pk: ({ orderId }) => `ORDER#${orderId}`,
  sk: () => 'ORDER',
  gsis: {
    gsi: {
      pk: ({ userId }: Pick<Order, 'userId'>) => `USER#${userId}`,
      sk: ({ placedAt, orderId }: Order) => `ORDER#${placedAt}#${orderId}`,
    },
  },
};

const UserEntity: Entity<User, Pick<User, 'userId'>, unknown> = {
  type: 'User',
  parse: typePredicateParser(isUser, 'User'),
  pk: ({ userId }) => `USER#${userId}`,
  sk: () => 'USER',
  gsis: { gsi: { pk: ({ email }: Pick<User, 'email'>) => `EMAIL#${email}`, sk: () => 'USER' } },
};

const table = {
  tableName: TABLE,
  metaAttributeNames: {
    ...{ pk: 'PK', sk: 'SK', entityType: '_et' },
    gsisById: { gsi: { pk: 'GSI1PK', sk: 'GSI1SK' } },
  },
  gsiNames: { gsi: 'GSI1' },
};

export function createDriver(settings: DynamoDBClientConfig): Driver {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  const store = createStore(table, createStoreContext({}, client));
  const orders = store.for(OrderEntity);
  const users = store.for(UserEntity);
  return {
    put: (order) => orders.put(order),
    get: (orderId) => orders.getOrUndefined({ orderId }),
    update: async (orderId, total) => {
      const { unparsedReturnedAttributes } = await orders.advancedOperations.update(
        { orderId },
        {
          update: { set: '#total = :total' },
          conditionExpression: 'attribute_exists(PK)',
          expressionAttributeNames: { '#total': 'total' },
          expressionAttributeValues: { ':total': total },
          returnValues: 'ALL_NEW',
        },
      );
      return unparsedReturnedAttributes as Order;
    },
    query100: async (userId) => {
      const range = rangeWhereSkBeginsWith('ORDER#');
      const { items } = await orders.queryOnePageWithGsiByPkAndSk({ userId }, range, { limit: 100 });
      return items;
    },
    batchWrite25: async (items) => {
      const { unprocessedItems = [] } = await orders.advancedOperations.batchPut([...items]);
      return unprocessedItems.length;
    },
    batchGet100: async (orderIds) => {
      const keys = orderIds.map((orderId) => ({ orderId }));
      return (await orders.advancedOperations.batchGet(keys)).items;
    },
    transactWrite5: (items) =>
      items
        .reduce((writes, order) => writes.put(order), store.transactions.buildWriteTransaction(OrderEntity))
        .execute(),
    putUser: (user) => users.put(user),
  };
}
