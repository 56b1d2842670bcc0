import { connect } from '../../src/client/connect.ts';
import { gte, lt } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { defineTable } from '../../src/table/table.ts';
import { mockedClient } from './mocked-client.ts';
import { hidden, idsOf, tasksOver } from './sharded.ts';

const args = { status: 'open' };

const table = defineTable({
  name: 'parcels',
  indexes: [
    { name: 'byWeight', local: true, sortKey: [{ name: 'weight', type: 'number' }] },
    { name: 'byPlace', local: true, sortKey: [{ name: 'place', type: 'binary' }] },
    { name: 'byBoth', partitionKey: 'GSI1PK', sortKey: [{ name: 'weight', type: 'number' }, 'code'] },
  ],
});
interface Parcel {
  run: string;
  id: string;
  weight?: number | bigint;
  place?: Uint8Array;
  code?: string;
}
const Parcel = defineEntity<Parcel>()({
  name: 'Parcel',
  table,
  keys: { PK: 'RUN#{run}#{id:shard3}', SK: 'PARCEL#{id}', GSI1PK: 'R#{run}#{id:shard2}' },
  patterns: { byWeight: { index: 'byWeight' }, byPlace: { index: 'byPlace' }, byBoth: { index: 'byBoth' } },
});

/** Parcels over three shards, each of which answers with these items, one after the other. */
function parcelsOver(name: 'weight' | 'place', shards: readonly (readonly unknown[])[]) {
  const mocked = mockedClient('DynamoDBDocumentClient');
  const rows = shards.map((values, shard) =>
    values.map((value, n) => ({
      PK: `RUN#r#${shard}`,
      SK: `PARCEL#${shard}${n}`,
      EntityType: 'Parcel',
      run: 'r',
      id: `${shard}${n}`,
      [name]: value,
    })),
  );
  mocked.answers(({ ExpressionAttributeValues, ExclusiveStartKey, Limit }) => {
    const whole =
      rows[Number(String((ExpressionAttributeValues as Record<string, unknown>)[':v0']).slice(6))] ?? [];
    const last = (ExclusiveStartKey as { readonly SK: string } | undefined)?.SK;
    const start = whole.findIndex(({ SK }) => SK === last) + 1;
    const Items = whole.slice(start, start + Number(Limit ?? 9));
    const more = start + Items.length < whole.length;
    return { Items, ...(more ? { LastEvaluatedKey: Items.at(-1) } : {}) };
  });
  return { mocked, parcels: repository(connect({ table, client: mocked.client }), Parcel) };
}

describe('The items of all shards', () => {
  it('are in the order of the bytes of their keys, not of their units', async () => {
    const { tasks } = tasksOver([['p@\u{1f600}'], ['q@\uffff'], ['r@a']]);
    expect(idsOf((await tasks.withStatus(args)).items)).toBe('r q p');
  });

  it('are in the order of their numbers, exactly', async () => {
    const large = 9007199254740993n;
    const { parcels } = parcelsOver('weight', [
      [-9, 10, large],
      [-10, 9, 9007199254740992],
      [1e-9, 100],
    ]);
    for (const limit of [2, 3, 8]) {
      const weights: unknown[] = [];
      let cursor: string | undefined;
      do {
        const page = await parcels.byWeight({ run: 'r' }, { limit, cursor });
        weights.push(...page.items.map(({ weight }) => weight));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(weights).toEqual([-10, -9, 1e-9, 9, 10, 100, 9007199254740992, large]);
    }
  });

  it('are in the order of their bytes', async () => {
    const of = (...values: number[]) => new Uint8Array(values);
    const { parcels } = parcelsOver('place', [[of(1), of(128)], [of(1, 0), of(127, 9)], [of()]]);
    const { items } = await parcels.byPlace({ run: 'r' });
    expect(items.map(({ place }) => [...(place ?? [])])).toEqual([[], [1], [1, 0], [127, 9], [128]]);
  });
});

it('the items of all shards are in the order of several attributes, the first before the second', async () => {
  const item = (weight: number, code: string) => ({
    ...{ PK: 'RUN#r#0', SK: `PARCEL#${code}`, EntityType: 'Parcel', run: 'r', id: code },
    ...{ weight, code },
  });
  const mocked = mockedClient('DynamoDBDocumentClient');
  mocked.answersInTurn(
    { Items: [item(1, 'b'), item(2, 'a'), item(10, 'c')] },
    { Items: [item(1, 'a'), item(2, 'b'), item(9, 'd')] },
  );
  const parcels = repository(connect({ table, client: mocked.client }), Parcel);
  const { items } = await parcels.byBoth({ run: 'r' });
  expect(items.map(({ weight, code }) => `${weight}${code}`)).toEqual(['1a', '1b', '2a', '2b', '9d', '10c']);
});

it('every shard is asked with the same range and filter', async () => {
  const { mocked, parcels } = parcelsOver('weight', [[], [], []]);
  await parcels.byWeight({ run: 'r', weight: gte(5) }, { filter: { place: lt(new Uint8Array([1])) } });
  expect(mocked.sent().map(({ input }) => input)).toEqual(
    [0, 1, 2].map((shard) => ({
      TableName: 'parcels',
      IndexName: 'byWeight',
      KeyConditionExpression: '#n0 = :v0 AND #n1 >= :v1',
      FilterExpression: '#n2 < :v2',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'weight', '#n2': 'place' },
      ExpressionAttributeValues: {
        ':v0': `RUN#r#${shard}`,
        ':v1': 5,
        ':v2': new Uint8Array([1]),
      },
    })),
  );
});

it('a shard of which only hidden items were read is left alone while they lie behind all that is known', async () => {
  const { tasks, asked } = tasksOver([['a', 'b', 'c'], [hidden('x'), hidden('y'), 'z'], ['d']], {
    megabyte: 1,
  });
  const page = await tasks.withStatus(args, { limit: 2, filter: { total: lt(9) } });
  expect(idsOf(page.items)).toBe('a b');
  expect(asked().slice(3)).toEqual([[0, 2, 'a']]);
  const rest = await tasks.withStatus(args, { limit: 9, filter: { total: lt(9) }, cursor: page.cursor });
  expect(idsOf(rest.items)).toBe('c d z');
});
