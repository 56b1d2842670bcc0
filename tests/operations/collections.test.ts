import { gte } from '../../src/expressions/operators.ts';
import { defineCollection } from '../../src/operations/define-collection.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { refusal } from './orders.ts';

const table = defineTable({ name: 'shop', indexes: ['GSI1'] });
const User = defineEntity<{ userId: string; name: string }>()({
  name: 'User',
  table,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE', GSI1PK: 'USER#{userId}', GSI1SK: 'A' },
});
const Address = defineEntity<{ userId: string; id: string; city?: string }>()({
  name: 'Address',
  table,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE#ADDRESS#{id}', GSI1PK: 'USER#{userId}', GSI1SK: 'B#{id}' },
});
const Order = defineEntity<{ userId: string; id: string }>()({
  name: 'Order',
  table,
  keys: { PK: 'USER#{userId}', SK: 'ORDER#{id}' },
});
const profile = defineCollection({ name: 'profile', entities: [User, Address] });
const page = defineCollection({
  name: 'page',
  entities: [User, Address],
  index: 'GSI1',
  order: 'descending',
});

describe('A collection', () => {
  it('reads in one request what its sort keys begin with', () => {
    const operation = profile({ userId: '7' });
    expect(operation.input).toEqual({
      TableName: 'shop',
      KeyConditionExpression: '#n0 = :v0 AND begins_with(#n1, :v1)',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'SK' },
      ExpressionAttributeValues: { ':v0': 'USER#7', ':v1': 'PROFILE' },
    });
    expect([profile.collectionName, operation.name, operation.mode]).toEqual(['profile', 'profile', 'page']);
  });

  it('reads the whole partition of an index where they begin with nothing in common', () => {
    expect(page({ userId: '7' }, { limit: 5, filter: { city: gte('A') } }).input).toEqual({
      TableName: 'shop',
      IndexName: 'GSI1',
      KeyConditionExpression: '#n0 = :v0',
      FilterExpression: '#n1 >= :v1',
      ExpressionAttributeNames: { '#n0': 'GSI1PK', '#n1': 'city' },
      ExpressionAttributeValues: { ':v0': 'USER#7', ':v1': 'A' },
      ScanIndexForward: false,
      Limit: 5,
    });
  });

  it('gives each item with the name of its entity', () => {
    const { read } = profile({ userId: '7' }).plan;
    const raw = { PK: 'USER#7', SK: 'PROFILE', GSI1PK: 'USER#7', GSI1SK: 'A', userId: '7' };
    expect(read({ ...raw, name: 'Ann', EntityType: 'User' })).toEqual({
      item: { entity: 'User', item: { userId: '7', name: 'Ann' } },
    });
    expect(read({ ...raw, id: 'home', EntityType: 'Address' })).toEqual({
      item: { entity: 'Address', item: { userId: '7', id: 'home' } },
    });
    expect(read({ ...raw, id: 'a1', EntityType: Order.name })).toBeUndefined();
    expect(read({ ...raw, EntityType: 'Ghost' })).toMatchObject({
      rejected: { reason: 'unknown entity', entity: 'Ghost' },
    });
  });

  it('takes the parts of the partition key and nothing else', () => {
    expect(() => profile({} as never)).toThrow(
      refusal('KeyError', 'Key User.PK: userId cannot be undefined: every part of a key needs a value.'),
    );
    expect(() => profile({ userId: '7', id: 'home' } as never)).toThrow(
      refusal('RequestError', 'profile takes userId; "id" is none of them.'),
    );
    expect(() => profile({ userId: '7', rest: '' } as never)).toThrow('"rest" is none of them.');
    expect(() => page({ userId: '7' }, { consistent: true })).toThrow(
      refusal('RequestError', 'page: index GSI1 is global, and global indexes have no consistent reads.'),
    );
  });

  it('may lie in a partition that is named by an attribute called rest', () => {
    const resort = defineTable({ name: 'resort' });
    const [Room, Guest] = ['ROOM', 'ROOMMATE'].map((kind) =>
      defineEntity<{ rest: string }>()({
        name: kind,
        table: resort,
        keys: { PK: 'REST#{rest}', SK: kind },
      }),
    );
    if (Room === undefined || Guest === undefined) throw new Error('There are two.');
    const stay = defineCollection({ name: 'stay', entities: [Room, Guest] });
    expect(stay({ rest: 'x' }).input).toMatchObject({
      KeyConditionExpression: '#n0 = :v0 AND begins_with(#n1, :v1)',
      ExpressionAttributeValues: { ':v0': 'REST#x', ':v1': 'ROOM' },
    });
  });
});
