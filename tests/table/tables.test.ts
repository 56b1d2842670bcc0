import { defineTable, findIndex, primaryAttributes, templatedAttributes } from '../../src/table/table.ts';

const string = (name: string) => ({ name, type: 'string' });
const templated = (name: string) => ({ attributes: [string(name)], templated: true });

describe('A table', () => {
  it('needs no more than a name', () => {
    expect(defineTable({ name: 'shop' })).toEqual({
      declaration: { name: 'shop' },
      name: 'shop',
      primary: {
        name: undefined,
        scope: 'primary',
        partition: templated('PK'),
        sort: templated('SK'),
        projection: 'all',
      },
      indexes: [],
      ttl: undefined,
      discriminator: 'EntityType',
      separator: '#',
      escape: true,
    });
  });

  it('takes other names for everything', () => {
    const table = defineTable({
      name: 'a.B-c_9',
      partitionKey: 'pk',
      sortKey: 'sk',
      ttl: 'ttl',
      discriminator: '__edb_e__',
      separator: '|',
      escape: false,
    });
    expect(table.primary.partition).toEqual(templated('pk'));
    expect(table.primary.sort).toEqual(templated('sk'));
    expect(table).toMatchObject({
      name: 'a.B-c_9',
      ttl: 'ttl',
      discriminator: '__edb_e__',
      separator: '|',
      escape: false,
    });
  });

  it('may be without a sort key', () => {
    const table = defineTable({ name: 'shop', sortKey: null });
    expect(table.primary.sort).toBeUndefined();
    expect([...primaryAttributes(table)]).toEqual(['PK']);
  });

  it('knows its key attributes and its indexes by name', () => {
    const table = defineTable({
      name: 'shop',
      indexes: ['GSI1', { name: 'byRegion', partitionKey: ['region'], sortKey: null }],
    });
    expect([...primaryAttributes(table)]).toEqual(['PK', 'SK']);
    expect(templatedAttributes(table)).toEqual(['PK', 'SK', 'GSI1PK', 'GSI1SK']);
    expect(findIndex(table, undefined)).toBe(table.primary);
    expect(findIndex(table, 'byRegion')).toBe(table.indexes[1]);
    expect(findIndex(table, 'GSI2')).toBeUndefined();
  });

  it('takes names of up to 255 characters, and names of key attributes of up to 255 bytes', () => {
    expect(defineTable({ name: 'x'.repeat(255) }).name).toHaveLength(255);
    expect(defineTable({ name: 'shop', partitionKey: 'é'.repeat(127) }).primary.partition).toEqual(
      templated('é'.repeat(127)),
    );
  });
});

describe('An index', () => {
  const [gsi1] = defineTable({ name: 'shop', indexes: ['GSI1'] }).indexes;

  it('is global, holds everything, and has key attributes named after it', () => {
    expect(gsi1).toEqual({
      name: 'GSI1',
      scope: 'global',
      partition: templated('GSI1PK'),
      sort: templated('GSI1SK'),
      projection: 'all',
    });
    expect(defineTable({ name: 'shop', indexes: [{ name: 'GSI1' }] }).indexes).toEqual([gsi1]);
  });

  it('takes other attributes, one of them or none to sort by, and a projection', () => {
    const { indexes } = defineTable({
      name: 'shop',
      indexes: [
        { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk', projection: 'keys' },
        { name: 'gsi2', sortKey: null, projection: ['EntityType', 'total'] },
      ],
    });
    expect(indexes).toEqual([
      {
        name: 'gsi1',
        scope: 'global',
        partition: templated('gsi1pk'),
        sort: templated('gsi1sk'),
        projection: 'keys',
      },
      {
        name: 'gsi2',
        scope: 'global',
        partition: templated('gsi2PK'),
        sort: undefined,
        projection: ['EntityType', 'total'],
      },
    ]);
  });

  it('may be local: then it shares the partition key of the table', () => {
    const { indexes } = defineTable({
      name: 'shop',
      partitionKey: 'pk',
      indexes: [
        { name: 'LSI1', local: true },
        { name: 'byTotal', local: true, sortKey: [{ name: 'total', type: 'number' }] },
      ],
    });
    expect(indexes).toEqual([
      {
        name: 'LSI1',
        scope: 'local',
        partition: templated('pk'),
        sort: templated('LSI1SK'),
        projection: 'all',
      },
      {
        name: 'byTotal',
        scope: 'local',
        partition: templated('pk'),
        sort: { attributes: [{ name: 'total', type: 'number' }], templated: false },
        projection: 'all',
      },
    ]);
  });

  it('may turn the primary key round', () => {
    const { indexes } = defineTable({
      name: 'shop',
      indexes: [{ name: 'inverted', partitionKey: 'SK', sortKey: 'PK' }],
    });
    expect(indexes[0]).toMatchObject({ partition: templated('SK'), sort: templated('PK') });
  });

  it('may use up to four attributes of the items on each side, of any key type', () => {
    const { indexes } = defineTable({
      name: 'shop',
      indexes: [
        {
          name: 'wide',
          partitionKey: ['a', 'b', 'c', 'd'],
          sortKey: [
            'e',
            { name: 'f', type: 'string' },
            { name: 'g', type: 'number' },
            { name: 'h', type: 'binary' },
          ],
        },
        { name: 'flat', partitionKey: ['g2'], sortKey: null },
        { name: 'mixed', partitionKey: 'mixedPK', sortKey: [{ name: 'g', type: 'number' }] },
      ],
    });
    expect(indexes[0]?.partition).toEqual({ attributes: ['a', 'b', 'c', 'd'].map(string), templated: false });
    expect(indexes[0]?.sort).toEqual({
      attributes: [string('e'), string('f'), { name: 'g', type: 'number' }, { name: 'h', type: 'binary' }],
      templated: false,
    });
    expect(indexes[1]?.sort).toBeUndefined();
    expect(indexes[2]?.partition.templated).toBe(true);
    expect(indexes[2]?.sort?.templated).toBe(false);
  });

  it('may share an attribute with another index', () => {
    const { indexes } = defineTable({
      name: 'shop',
      indexes: ['GSI1', { name: 'GSI2', partitionKey: 'GSI1PK' }],
    });
    expect(indexes.map((index) => index.partition.attributes[0]?.name)).toEqual(['GSI1PK', 'GSI1PK']);
  });
});
