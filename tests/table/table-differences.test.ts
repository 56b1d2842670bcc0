import { createTableInput } from '../../src/table/create-table-input.ts';
import { defineTable } from '../../src/table/table.ts';
import { type ActualTable, tableDifferences } from '../../src/table/table-differences.ts';

const declared = createTableInput(
  defineTable({
    name: 'shop',
    indexes: [
      'GSI1',
      { name: 'byTotal', partitionKey: ['region'], sortKey: [{ name: 'total', type: 'number' }] },
      { name: 'thin', sortKey: null, projection: ['EntityType', 'at'] },
      { name: 'LSI1', local: true, projection: 'keys' },
    ],
  }),
);
type Actual = { -readonly [K in keyof ActualTable]: ActualTable[K] };

/** What DescribeTable would say, with some of it changed. */
function differences(change: (actual: typeof declared) => Actual = (actual) => actual) {
  return tableDifferences(declared, change(structuredClone(declared)));
}

/** The global index of this name with other fields. */
function withIndex(actual: typeof declared, name: string, fields: object) {
  return {
    ...actual,
    GlobalSecondaryIndexes: actual.GlobalSecondaryIndexes?.map((index) =>
      index.IndexName === name ? { ...index, ...fields } : index,
    ),
  } as Actual;
}

describe('A real table', () => {
  it('that is as declared has no differences', () => {
    expect(differences()).toEqual([]);
  });

  it('may have its indexes, attributes and projected names in any order', () => {
    expect(
      differences((actual) => ({
        ...withIndex(actual, 'thin', {
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['at', 'EntityType'] },
        }),
        AttributeDefinitions: actual.AttributeDefinitions.toReversed(),
      })),
    ).toEqual([]);
    expect(
      differences((actual) => ({
        ...actual,
        GlobalSecondaryIndexes: actual.GlobalSecondaryIndexes?.toReversed(),
      })),
    ).toEqual([]);
  });

  it('differs in its key', () => {
    const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }];
    expect(differences((actual) => ({ ...actual, KeySchema }))).toEqual([
      { what: 'key', declared: 'PK HASH, SK RANGE', actual: 'pk HASH' },
    ]);
  });

  it('differs in the type of a key attribute', () => {
    expect(
      differences((actual) => ({
        ...actual,
        AttributeDefinitions: actual.AttributeDefinitions.map((one) =>
          one.AttributeName === 'total' ? { ...one, AttributeType: 'S' } : one,
        ),
      })),
    ).toEqual([{ what: 'attribute total', declared: 'N', actual: 'S' }]);
  });

  it('lacks an index: told once, without its attributes', () => {
    expect(
      differences((actual) => ({
        ...actual,
        AttributeDefinitions: actual.AttributeDefinitions.filter(
          (one) => !one.AttributeName.startsWith('GSI1'),
        ),
        GlobalSecondaryIndexes: actual.GlobalSecondaryIndexes?.slice(1),
      })),
    ).toEqual([{ what: 'global index GSI1', declared: 'GSI1PK HASH, GSI1SK RANGE', actual: 'absent' }]);
    expect(differences(({ LocalSecondaryIndexes: _, ...actual }) => actual)).toEqual([
      { what: 'local index LSI1', declared: 'PK HASH, LSI1SK RANGE', actual: 'absent' },
    ]);
  });

  it('has an index that nobody declared', () => {
    expect(
      differences((actual) => ({
        ...actual,
        LocalSecondaryIndexes: [
          ...(actual.LocalSecondaryIndexes ?? []),
          { IndexName: 'old', KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }] },
        ],
      })),
    ).toEqual([{ what: 'local index old', declared: 'absent', actual: 'PK HASH' }]);
  });

  it('has an index over other attributes, or the same ones in another order', () => {
    expect(
      differences((actual) =>
        withIndex(actual, 'byTotal', {
          KeySchema: [
            { AttributeName: 'total', KeyType: 'HASH' },
            { AttributeName: 'region', KeyType: 'RANGE' },
          ],
        }),
      ),
    ).toEqual([
      {
        what: 'global index byTotal',
        declared: 'region HASH, total RANGE',
        actual: 'total HASH, region RANGE',
      },
    ]);
  });

  it('has an index that holds more, less, or something else', () => {
    expect(
      differences((actual) => withIndex(actual, 'GSI1', { Projection: { ProjectionType: 'KEYS_ONLY' } })),
    ).toEqual([{ what: 'global index GSI1 projection', declared: 'ALL', actual: 'KEYS_ONLY' }]);
    expect(
      differences((actual) =>
        withIndex(actual, 'thin', {
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['EntityType'] },
        }),
      ),
    ).toEqual([
      {
        what: 'global index thin projection',
        declared: 'INCLUDE EntityType at',
        actual: 'INCLUDE EntityType',
      },
    ]);
    expect(differences((actual) => withIndex(actual, 'thin', { Projection: undefined }))).toEqual([
      { what: 'global index thin projection', declared: 'INCLUDE EntityType at', actual: 'absent' },
    ]);
  });

  it('that says nothing at all differs in its key and lacks every index', () => {
    expect(differences(() => ({})).map(({ what, actual }) => [what, actual])).toEqual([
      ['key', ''],
      ['global index GSI1', 'absent'],
      ['global index byTotal', 'absent'],
      ['global index thin', 'absent'],
      ['local index LSI1', 'absent'],
    ]);
  });
});
