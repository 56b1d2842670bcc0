import { createTableInput } from '../../src/table/create-table-input.ts';
import { defineTable } from '../../src/table/table.ts';

describe('The CreateTable input', () => {
  it('of a plain table has two string keys, is billed per request, and names no index', () => {
    expect(createTableInput(defineTable({ name: 'shop' }))).toEqual({
      TableName: 'shop',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'PK', AttributeType: 'S' },
        { AttributeName: 'SK', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
    });
  });

  it('of a table without a sort key has one', () => {
    const input = createTableInput(
      defineTable({ name: 'shop', partitionKey: 'id', sortKey: null }),
      'shop-dev',
    );
    expect(input).toEqual({
      TableName: 'shop-dev',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
  });

  it('defines each attribute once, whichever indexes use it, and every kind of index', () => {
    const table = defineTable({
      name: 'shop',
      ttl: 'expiresAt',
      indexes: [
        'GSI1',
        { name: 'inverted', partitionKey: 'SK', sortKey: 'PK', projection: 'keys' },
        {
          name: 'byRegion',
          partitionKey: ['region', 'tenant'],
          sortKey: [
            { name: 'total', type: 'number' },
            { name: 'hash', type: 'binary' },
          ],
          projection: ['EntityType', 'expiresAt'],
        },
        { name: 'byTotal', local: true, sortKey: [{ name: 'total', type: 'number' }] },
      ],
    });
    expect(createTableInput(table)).toEqual({
      TableName: 'shop',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'PK', AttributeType: 'S' },
        { AttributeName: 'SK', AttributeType: 'S' },
        { AttributeName: 'GSI1PK', AttributeType: 'S' },
        { AttributeName: 'GSI1SK', AttributeType: 'S' },
        { AttributeName: 'region', AttributeType: 'S' },
        { AttributeName: 'tenant', AttributeType: 'S' },
        { AttributeName: 'total', AttributeType: 'N' },
        { AttributeName: 'hash', AttributeType: 'B' },
      ],
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'GSI1',
          KeySchema: [
            { AttributeName: 'GSI1PK', KeyType: 'HASH' },
            { AttributeName: 'GSI1SK', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: 'inverted',
          KeySchema: [
            { AttributeName: 'SK', KeyType: 'HASH' },
            { AttributeName: 'PK', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
        {
          IndexName: 'byRegion',
          KeySchema: [
            { AttributeName: 'region', KeyType: 'HASH' },
            { AttributeName: 'tenant', KeyType: 'HASH' },
            { AttributeName: 'total', KeyType: 'RANGE' },
            { AttributeName: 'hash', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['EntityType', 'expiresAt'] },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'byTotal',
          KeySchema: [
            { AttributeName: 'PK', KeyType: 'HASH' },
            { AttributeName: 'total', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });

  it('does not share its lists with the declaration', () => {
    const projection = ['EntityType'];
    const input = createTableInput(defineTable({ name: 'shop', indexes: [{ name: 'GSI1', projection }] }));
    input.GlobalSecondaryIndexes?.[0]?.Projection.NonKeyAttributes?.push('total');
    expect(projection).toEqual(['EntityType']);
  });
});
