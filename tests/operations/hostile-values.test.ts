import { contains, gte } from '../../src/expressions/operators.ts';
import { append } from '../../src/expressions/patch.ts';
import { Order, order, refusal, User } from './orders.ts';

class Money {
  cents = 5;
}
const cycle: unknown[] = [];
cycle.push(cycle);

const DATE = 'is a Date 2026-01-01T00:00:00.000Z; store an ISO string or an epoch number';
const holes: unknown[] = [1];
holes[2] = 3;

/** A value, the way to what is wrong with it, and what is wrong. */
const VALUES: [what: string, value: unknown, way: string, fault: string][] = [
  ['a Date', new Date('2026-01-01T00:00:00Z'), '', DATE],
  ['a Date in a list in a map', { days: [1, new Date('2026-01-01T00:00:00Z')] }, '.days[1]', DATE],
  [
    'a class instance',
    new Money(),
    '',
    'is an object of Money; DynamoDB holds plain objects, so store its data as one',
  ],
  ['a Map', new Map([['a', 1]]), '', 'is a Map; store a plain object, or a list of entries'],
  ['NaN', Number.NaN, '', 'is NaN, which is not a number that DynamoDB holds'],
  ['Infinity in a map', { of: -Infinity }, '.of', 'is -Infinity, which is not a number that DynamoDB holds'],
  [
    'an unsafe integer',
    2 ** 53,
    '',
    'is 9007199254740992, beyond the integers that a number holds exactly; use a bigint',
  ],
  [
    'undefined in a list',
    ['a', undefined],
    '[1]',
    'is undefined; a list holds null, or nothing at that place',
  ],
  ['a hole in a list', holes, '[1]', 'is a hole in a sparse list; fill it, or leave it out'],
  ['a function', { run: () => 1 }, '.run', 'is function run, which is not data'],
  ['a symbol', Symbol('x'), '', 'is Symbol(x), which is not data'],
  ['an empty set', new Set(), '', 'is an empty set; DynamoDB has none, so leave the attribute out'],
  [
    'a set of two types',
    new Set<unknown>([1, 'a']),
    '',
    'is a set of mixed types (N, S); a set holds one type',
  ],
  [
    'an ArrayBuffer',
    new ArrayBuffer(2),
    '',
    'is an object of ArrayBuffer; store binary data as a Uint8Array, and numbers as a list',
  ],
  [
    'a typed array of numbers',
    new Float64Array(1),
    '',
    'is an object of Float64Array; store binary data as a Uint8Array, and numbers as a list',
  ],
  [
    'half a character',
    'a\ud800',
    '',
    'is "a\\ud800", which has half a surrogate pair and is not valid Unicode text',
  ],
  [
    'a prototype key',
    JSON.parse('{"__proto__":{"admin":true}}'),
    '',
    'has an attribute named "__proto__", which cannot be read back safely',
  ],
  ['an empty name', { '': 1 }, '', 'has an attribute with an empty name'],
  [
    'a promise',
    Promise.resolve(1),
    '',
    'is an object of Promise; DynamoDB holds plain objects, so store its data as one',
  ],
];

describe.each(VALUES)('%s is refused, with the way to it,', (_, value, way, fault) => {
  const refused = (root: string) => refusal('ValueError', `${root}.note${way} ${fault}.`);
  const note = value as never;

  it('in whole items', () => {
    expect(() => Order.put({ ...order, note })).toThrow(refused('Order'));
    expect(() => Order.create({ ...order, note })).toThrow(refused('Order'));
    expect(() => Order.upsert({ ...order, note })).toThrow(refused('Order'));
  });

  it('in patches', () => {
    expect(() => Order.update(order, { set: { note } })).toThrow(refused('Order'));
    expect(() => Order.update(order, { setIn: [[['note'], value]] })).toThrow(refused('Order'));
    expect(() => Order.update(order, { set: { note: append([value] as never) as never } })).toThrow(
      refusal('ValueError', `Order.note[0]${way} ${fault}.`),
    );
  });

  it('in conditions', () => {
    expect(() => Order.put(order, { if: { note } })).toThrow(refused('Order.put'));
    expect(() => Order.update(order, { remove: ['total'] }, { if: { note } })).toThrow(
      refused('Order.update'),
    );
    expect(() => Order.delete(order, { if: { note: contains(note) } })).toThrow(refused('Order.delete'));
  });

  it('in filters', () => {
    expect(() => Order.ofUser({ userId: '7' }, { filter: { note } })).toThrow(refused('Order.ofUser'));
    expect(() => Order.all({ filter: { note } })).toThrow(refused('Order.all'));
  });
});

describe('A range of a condition', () => {
  it('is refused with NaN as well', () => {
    expect(() => Order.delete(order, { if: { total: gte(Number.NaN) } })).toThrow(
      refusal('ValueError', 'Order.delete.total is NaN, which is not a number that DynamoDB holds.'),
    );
  });
});

describe('An item', () => {
  it('is refused when it is a cycle, instead of running out of stack', () => {
    expect(() => Order.put({ ...order, lines: cycle })).toThrow(
      refusal('ValueError', 'Order.lines[0] is Order.lines itself: a cycle cannot be stored.'),
    );
  });

  it.each<[unknown, string]>([
    [[], 'Order is an array of 0, not an item.'],
    [[order], 'Order is an array of 1, not an item.'],
    ['item', 'Order is "item", not an item.'],
    [5, 'Order is 5, not an item.'],
    [null, 'Order is null, not an item.'],
    [undefined, 'Order is undefined; leave the attribute out, or store null.'],
    [new Money(), 'Order is an object of Money; DynamoDB holds plain objects, so store its data as one.'],
    [
      JSON.parse('{"__proto__":{"userId":"7","orderId":"a1"}}'),
      'Order has an attribute named "__proto__", which cannot be read back safely.',
    ],
  ])('is not %p', (item, message) => {
    for (const name of ['put', 'create', 'upsert'] as const) {
      expect(() => (Order[name] as (item: unknown) => unknown)(item)).toThrow(refusal('ValueError', message));
    }
  });

  it('is read once, so that an accessor cannot show one value and write another', () => {
    let reads = 0;
    const sly = {
      userId: '7',
      orderId: 'a1',
      get note() {
        reads += 1;
        return reads === 1 ? 'fine' : new Date(0);
      },
    };
    expect(Order.put(sly as never).input.Item.note).toBe('fine');
    expect(reads).toBe(1);
  });

  it('does not take what it inherits', () => {
    const inherited = Object.assign(Object.create({ admin: true }), { userId: '7', name: 'Ann' });
    expect(() => User.put(inherited)).toThrow(/^User is an object/);
    expect(() => Order.put(Object.create(order))).toThrow(/^Order is an object/);
  });

  it('may have a very long name, which is the business of the service', () => {
    const name = 'n'.repeat(65_535);
    expect(Order.put({ ...order, [name]: 1 } as never).input.Item[name]).toBe(1);
  });
});
