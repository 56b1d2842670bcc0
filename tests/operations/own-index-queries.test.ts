import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { beginsWith, between, eq, gt, gte, lt, oneOf } from '../../src/expressions/operators.ts';
import { titled } from '../support/titled.ts';
import { Order, refusal, User } from './orders.ts';

const place = { region: 'eu', zone: 1 };

/** The key condition with names in the place of their aliases. */
function text({ input }: { readonly input: object }): string {
  const { KeyConditionExpression, ExpressionAttributeNames } = input as {
    KeyConditionExpression: string;
    ExpressionAttributeNames: Record<string, string>;
  };
  return KeyConditionExpression.replace(/#n\d+/g, (alias) => ExpressionAttributeNames[alias] ?? alias);
}

describe('A query over attributes of the items themselves', () => {
  it('names each of the partition, and lets a filter keep out other entities', () => {
    expect(Order.inRegion(place, { filter: { total: 5 } }).input).toEqual({
      TableName: 'shop',
      IndexName: 'byRegion',
      KeyConditionExpression: '#n0 = :v0 AND #n1 = :v1',
      FilterExpression: '#n2 = :v2 AND (#n3 = :v3)',
      ExpressionAttributeNames: { '#n0': 'region', '#n1': 'zone', '#n2': 'EntityType', '#n3': 'total' },
      ExpressionAttributeValues: { ':v0': 'eu', ':v1': 1, ':v2': 'Order', ':v3': 5 },
    });
  });

  it('takes leading attributes of the sort side, and one range on the last', () => {
    const base = 'region = :v0 AND zone = :v1';
    expect(text(Order.inRegion({ ...place, city: 'Rome' }))).toBe(`${base} AND city = :v2`);
    expect(text(Order.inRegion({ ...place, city: eq('Rome'), score: gt(5) }))).toBe(
      `${base} AND city = :v2 AND score > :v3`,
    );
    expect(text(Order.inRegion({ ...place, city: beginsWith('R') }))).toBe(
      `${base} AND begins_with(city, :v2)`,
    );
    expect(text(Order.inRegion({ ...place, city: 'Rome', score: between(1, 5) }))).toBe(
      `${base} AND city = :v2 AND score BETWEEN :v3 AND :v4`,
    );
    expect(text(Order.inRegion({ ...place, city: 'Rome', score: 1, hash: lt(new Uint8Array([1])) }))).toBe(
      `${base} AND city = :v2 AND score = :v3 AND hash < :v4`,
    );
  });

  it('takes an empty beginning for no condition', () => {
    expect(text(Order.inRegion({ ...place, city: beginsWith('') }))).toBe('region = :v0 AND zone = :v1');
  });

  it.each<[string, object, boolean]>([
    ['texts by their bytes', { city: between('\uff5e', '\u{1f600}') }, false],
    ['texts the wrong way round', { city: between('\u{1f600}', '\uff5e') }, true],
    ['numbers by value', { city: 'Rome', score: between(9, 10n) }, false],
    ['numbers the wrong way round', { city: 'Rome', score: between(10, 9) }, true],
    ['equal ends', { city: 'Rome', score: between(9, 9) }, false],
    ['bytes', { city: 'Rome', score: 1, hash: between(new Uint8Array([1]), new Uint8Array([1, 0])) }, false],
    [
      'bytes the wrong way round',
      { city: 'Rome', score: 1, hash: between(new Uint8Array([2]), new Uint8Array([1, 0])) },
      true,
    ],
  ])('finds out that a range is empty: %s', (_, args, empty) => {
    expect(Order.inRegion({ ...place, ...args } as never).plan.empty).toBe(empty);
  });

  it('holds every key attribute in its cursors that the query leaves open', () => {
    expect(Order.inRegion({ ...place, city: 'Rome' }).plan.cursorKeys).toEqual({
      free: ['PK', 'SK', 'city', 'score', 'hash'],
      fixed: place,
    });
  });

  it('is not the same for two entities', () => {
    const values = User.inAnyRegion(place as never).input.ExpressionAttributeValues;
    expect(values).toEqual({ ':v0': 'eu', ':v1': 1, ':v2': 'User' });
  });

  it.each(
    titled<object, string>([
      [{ region: 'eu' }, 'Order.inRegion needs zone: it is part of the partition key.'],
      [
        { ...place, total: 5 },
        'Order.inRegion takes region, zone, city, score, hash; "total" is none of them.',
      ],
      [
        { ...place, score: 5 },
        'Order.inRegion: score cannot be used, because city is not given; the index sorts by city, score, hash.',
      ],
      [
        { ...place, city: gt('A'), score: 5 },
        'Order.inRegion: score cannot be used, because city is a range; the index sorts by city, score, hash.',
      ],
      [
        { ...place, city: beginsWith(''), score: 5 },
        'Order.inRegion: score cannot be used, because city is not restricted; the index sorts by city, score, hash.',
      ],
      [
        { ...place, city: gt('A'), score: gt(1) },
        'Order.inRegion: city and score are both ranges; a query takes one, on the last part given.',
      ],
      [
        { region: gt('eu'), zone: 1 },
        'Order.inRegion: region is part of the partition key, which takes one value and no gt.',
      ],
      [
        { ...place, city: oneOf('Rome', 'Bern') },
        'Order.inRegion: a sort key has no oneOf; it takes a value or gt, gte, lt, lte, between, beginsWith. Put the rest in a filter.',
      ],
      [
        { ...place, city: 'Rome', score: beginsWith('1' as never) },
        'Order.inRegion: score is a number, and numbers have no beginsWith.',
      ],
      [
        { ...place, city: undefined },
        'Order.inRegion: city is undefined; leave it out to ask for every city.',
      ],
    ]),
  )('is refused: %s', (message, args) => {
    expect(() => Order.inRegion(args as never)).toThrow(refusal('RequestError', message));
  });

  it.each(
    titled<object, string>([
      [
        { region: 5, zone: 1 },
        'Order.inRegion: region is a string key of index byRegion, and 5 cannot be that.',
      ],
      [
        { region: 'eu', zone: '1' },
        'Order.inRegion: zone is a number key of index byRegion, and "1" cannot be that.',
      ],
      [{ region: '', zone: 1 }, 'Order.inRegion: region is a key of index byRegion and cannot be empty.'],
      [
        { ...place, city: null },
        'Order.inRegion: city is a string key of index byRegion, and null cannot be that.',
      ],
      [
        { ...place, city: gte(undefined as never) },
        'Order.inRegion: city is a string key of index byRegion, and undefined cannot be that.',
      ],
      [
        { ...place, city: between('A', 5 as never) },
        'Order.inRegion: city is a string key of index byRegion, and 5 cannot be that.',
      ],
    ]),
  )('is refused: %s', (message, args) => {
    expect(() => Order.inRegion(args as never)).toThrow(refusal('KeyError', message));
  });

  it('takes exact numbers, and refuses those that nothing holds', () => {
    const zone = NumberValue.from('0.12345678901234567890123');
    expect(Order.inRegion({ region: 'eu', zone } as never).input.ExpressionAttributeValues).toMatchObject({
      ':v1': zone,
    });
    expect(() => Order.inRegion({ region: 'eu', zone: Number.NaN })).toThrow(
      refusal('ValueError', 'Order.inRegion.zone is NaN, which is not a number that DynamoDB holds.'),
    );
  });
});
