import { defineCollection } from '../../src/operations/define-collection.ts';
import { describe as catalogue } from '../../src/table/describe.ts';
import { defineTable } from '../../src/table/table.ts';
import { declared } from './declared.ts';

function shop() {
  const table = defineTable({
    name: 'shop',
    ttl: 'expiresAt',
    indexes: [
      'GSI1',
      { name: 'LSI1', local: true, projection: ['EntityType', 'expiresAt'] },
      { name: 'byRegion', partitionKey: ['region', 'tenant'], sortKey: [{ name: 'total', type: 'number' }] },
      { name: 'flat', sortKey: null, projection: 'keys' },
    ],
  });
  const user = declared(table, {
    name: 'User',
    keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
    patterns: { profile: { one: true }, fetch: { operation: 'get' } },
  });
  const order = declared(table, {
    name: 'Order',
    keys: {
      PK: 'USER#{userId}',
      SK: 'ORDER#{orderId}',
      GSI1PK: 'STATUS#{status}',
      GSI1SK: '{placedAt:iso}#{orderId}',
      LSI1SK: 'ORDER#{placedAt:iso}',
    },
    patterns: {
      ofUser: { order: 'descending' },
      withStatus: { index: 'GSI1' },
      byTime: { index: 'LSI1' },
      inRegion: { index: 'byRegion' },
      all: { operation: 'scan', index: 'GSI1' },
    },
  });
  defineCollection({ name: 'userPage', entities: [user, order] as never, order: 'descending' });
  return table;
}

const required = (...names: string[]) => names.map((name) => ({ name, required: true, range: false }));
const optional = (...names: string[]) => names.map((name) => ({ name, required: false, range: true }));

describe('The catalogue of a table', () => {
  const description = catalogue(shop());

  it('has its key, its indexes and the attributes with a role', () => {
    expect({ ...description, entities: undefined, collections: undefined }).toEqual({
      name: 'shop',
      key: { partition: ['PK'], sort: ['SK'] },
      indexes: [
        { name: 'GSI1', scope: 'global', projection: 'all', partition: ['GSI1PK'], sort: ['GSI1SK'] },
        {
          name: 'LSI1',
          scope: 'local',
          projection: ['EntityType', 'expiresAt'],
          partition: ['PK'],
          sort: ['LSI1SK'],
        },
        {
          name: 'byRegion',
          scope: 'global',
          projection: 'all',
          partition: ['region', 'tenant'],
          sort: ['total'],
        },
        { name: 'flat', scope: 'global', projection: 'keys', partition: ['flatPK'], sort: [] },
      ],
      discriminator: 'EntityType',
      ttl: 'expiresAt',
    });
  });

  it('has the entities with their keys, in order of declaration', () => {
    expect(description.entities.map(({ name, keys }) => ({ name, keys }))).toEqual([
      { name: 'User', keys: { PK: 'USER#{userId}', SK: 'PROFILE' } },
      {
        name: 'Order',
        keys: {
          PK: 'USER#{userId}',
          SK: 'ORDER#{orderId}',
          GSI1PK: 'STATUS#{status}',
          GSI1SK: '{placedAt:iso}#{orderId}',
          LSI1SK: 'ORDER#{placedAt:iso}',
        },
      },
    ]);
  });

  it('has every pattern with its key condition and parameters', () => {
    expect(description.entities.flatMap(({ patterns }) => patterns)).toEqual([
      {
        name: 'User.profile',
        operation: 'query',
        entities: ['User'],
        index: undefined,
        keyCondition: "PK = 'USER#{userId}' AND SK = 'PROFILE'",
        parameters: required('userId'),
        order: 'ascending',
        one: true,
      },
      {
        name: 'User.fetch',
        operation: 'get',
        entities: ['User'],
        index: undefined,
        keyCondition: "PK = 'USER#{userId}' AND SK = 'PROFILE'",
        parameters: required('userId'),
        order: undefined,
        one: true,
      },
      {
        name: 'Order.ofUser',
        operation: 'query',
        entities: ['Order'],
        index: undefined,
        keyCondition: "PK = 'USER#{userId}' AND begins_with(SK, 'ORDER#')",
        parameters: [...required('userId'), ...optional('orderId')],
        order: 'descending',
        one: false,
      },
      {
        name: 'Order.withStatus',
        operation: 'query',
        entities: ['Order'],
        index: 'GSI1',
        keyCondition: "GSI1PK = 'STATUS#{status}'",
        parameters: [...required('status'), ...optional('placedAt', 'orderId')],
        order: 'ascending',
        one: false,
      },
      {
        name: 'Order.byTime',
        operation: 'query',
        entities: ['Order'],
        index: 'LSI1',
        keyCondition: "PK = 'USER#{userId}' AND begins_with(LSI1SK, 'ORDER#')",
        parameters: [...required('userId'), ...optional('placedAt')],
        order: 'ascending',
        one: false,
      },
      {
        name: 'Order.inRegion',
        operation: 'query',
        entities: ['Order'],
        index: 'byRegion',
        keyCondition: 'region = {region} AND tenant = {tenant}',
        parameters: [...required('region', 'tenant'), ...optional('total')],
        order: 'ascending',
        one: false,
      },
      {
        name: 'Order.all',
        operation: 'scan',
        entities: ['Order'],
        index: 'GSI1',
        keyCondition: '',
        parameters: [],
        order: undefined,
        one: false,
      },
    ]);
  });

  it('has the collections, apart from the patterns of single entities', () => {
    expect(description.collections).toEqual([
      {
        name: 'userPage',
        operation: 'query',
        entities: ['User', 'Order'],
        index: undefined,
        keyCondition: "PK = 'USER#{userId}'",
        parameters: required('userId'),
        order: 'descending',
        one: false,
      },
    ]);
  });

  it('is plain data', () => {
    expect(structuredClone(description)).toEqual(description);
  });

  it('of a bare table is empty', () => {
    expect(catalogue(defineTable({ name: 'bare', sortKey: null }))).toEqual({
      name: 'bare',
      key: { partition: ['PK'], sort: [] },
      indexes: [],
      discriminator: 'EntityType',
      ttl: undefined,
      entities: [],
      collections: [],
    });
  });
});
