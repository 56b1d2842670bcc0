import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import type { Repository } from '../../src/repositories/repository-types.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeClients, freshTable } from './clients.ts';

const table = defineTable({ name: 'values' });
interface Thing {
  id: string;
  value: unknown;
  exact?: bigint;
}
const Thing = defineEntity<Thing>()({
  name: 'Thing',
  table,
  keys: { PK: 'THING#{id}', SK: 'THING' },
  patterns: { byId: {} },
  numbers: { exact: 'bigint' },
});

const LONG_DECIMAL = '0.1234567890123456789012345678901234567';

describeClients('a value', (engine, client) => {
  let things: Repository<typeof Thing>;
  let ids = 0;
  beforeAll(async () => {
    things = repository(await freshTable(engine, table, { client: client() }), Thing);
  });

  /** What comes back of a value by get, query, update and delete; they must agree. */
  async function back(value: unknown): Promise<unknown> {
    ids += 1;
    const thing = { id: `${ids}`, value };
    await things.put(thing);
    const got = await things.getOrThrow(thing);
    expect((await things.byId({ id: thing.id })).items).toEqual([got]);
    expect(await things.update(thing, { set: { value } })).toEqual(got);
    expect(await things.delete(thing, { return: 'old' })).toEqual(got);
    return got.value;
  }

  it.each([
    ['an integer', 42],
    ['a negative integer', -42],
    ['a decimal', 0.1],
    ['a small decimal', 1e-130],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER],
    ['an integer beyond 2^53', 9007199254740993n],
    ['38 digits', 12345678901234567890123456789012345678n],
    ['a negative integer beyond 2^53', -9007199254740993n],
    ['the largest power of ten', 10n ** 125n],
    ['an empty string', ''],
    ['an emoji', '👩‍👩‍👧 and 😀'],
    ['the last characters', '\uffff\u{10ffff}\u0000'],
    ['true', true],
    ['false', false],
    ['null', null],
    ['an empty list', []],
    ['an empty map', {}],
    ['bytes', new Uint8Array([0, 1, 127, 128, 255])],
    ['no bytes', new Uint8Array(0)],
    ['a set of strings', new Set(['a', '', '😀'])],
    ['a set of numbers', new Set([1, 0.5, -3])],
    ['a list of everything', [1, 'a', null, true, [], {}, 9007199254740993n]],
    ['a nested map', { a: { 'b.c': { '#d': [{ name: 'reserved', size: 1 }] } } }],
    ['a map with names of every kind', { constructor: 1, toString: 2, length: 3 }],
  ])('comes back as it was given: %s', async (_, value) => {
    expect(await back(value)).toEqual(value);
  });

  it('is a bigint where a number would be rounded, and a number where it is exact', async () => {
    expect(await back(12n)).toBe(12);
    expect(await back(2n ** 53n)).toBe(2n ** 53n);
    expect(await back(-0)).toBe(0);
  });

  it('keeps a long decimal to its last digit', async () => {
    const value = (await back(NumberValue.from(LONG_DECIMAL))) as { readonly value: string };
    expect(value.value).toBe(LONG_DECIMAL);
    expect(((await back(value)) as typeof value).value).toBe(LONG_DECIMAL);
  });

  it('is always a bigint where the entity says so', async () => {
    const thing = { id: 'exact', value: 0, exact: 5n };
    await things.put(thing);
    expect(await things.get(thing)).toEqual(thing);
    expect((await things.byId({ id: thing.id })).items).toEqual([thing]);
  });

  it('of bytes inside lists and sets keeps its bytes', async () => {
    const one = new Uint8Array([1, 2]);
    const two = Buffer.from([3]);
    expect(await back([one, two])).toEqual([one, new Uint8Array(two)]);
    const set = (await back(new Set([one, new Uint8Array([9])]))) as Set<Uint8Array>;
    expect([...set].map((bytes) => Buffer.from(bytes).toString('hex')).toSorted()).toEqual(['0102', '09']);
  });

  it('that cannot be stored leaves what is there untouched', async () => {
    const thing = { id: 'guarded', value: 'safe' };
    await things.put(thing);
    await expect(things.put({ ...thing, value: new Date(0) })).rejects.toMatchObject({ name: 'ValueError' });
    await expect(things.update(thing, { set: { value: new Map() } })).rejects.toThrow('Thing.value');
    await expect(things.delete(thing, { if: { value: Number.NaN as never } })).rejects.toMatchObject({
      name: 'ValueError',
    });
    expect(await things.get(thing)).toEqual(thing);
  });
});
