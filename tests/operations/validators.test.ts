import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import type { Validator } from '../../src/table/validator.ts';
import { now, refusal, stamp } from './orders.ts';

interface Order {
  orderId: string;
  total: number;
  lines: { quantity: number }[];
  note?: string;
  createdAt?: string;
}

const libraries: [name: string, validator: Validator, messages: { total: string; quantity: string }][] = [
  [
    'zod',
    z.object({
      orderId: z.string(),
      total: z.number(),
      lines: z.array(z.object({ quantity: z.number().positive() })),
    }),
    {
      total: 'Invalid input: expected number, received string',
      quantity: 'Too small: expected number to be >0',
    },
  ],
  [
    'valibot',
    v.object({
      orderId: v.string(),
      total: v.number(),
      lines: v.array(v.object({ quantity: v.pipe(v.number(), v.minValue(1)) })),
    }),
    {
      total: 'Invalid type: Expected number but received "5"',
      quantity: 'Invalid value: Expected >=1 but received 0',
    },
  ],
  [
    'arktype',
    type({ orderId: 'string', total: 'number', lines: type({ quantity: 'number > 0' }).array() }),
    {
      total: 'total must be a number (was a string)',
      quantity: 'lines[0].quantity must be positive (was 0)',
    },
  ],
];

/** An entity of its own table with this validator. */
function guarded(validate: Validator) {
  return defineEntity<Order>()({
    name: 'Order',
    table: defineTable({ name: 'shop' }),
    keys: { PK: 'ORDER#{orderId}', SK: 'ORDER' },
    patterns: { all: {} },
    stamps: { createdAt: 'createdAt' },
    validate,
  });
}

const good: Order = { orderId: 'a1', total: 5, lines: [{ quantity: 1 }] };
const bad = { ...good, total: '5', lines: [{ quantity: 0 }] } as never;
const stored = { ...good, PK: 'ORDER#a1', SK: 'ORDER', EntityType: 'Order' };

describe.each(libraries)('A validator of %s', (name, validate, messages) => {
  const Order = guarded(validate);
  const issues = [
    { path: 'total', message: messages.total },
    { path: 'lines[0].quantity', message: messages.quantity },
  ];
  if (name === 'arktype') issues.reverse();
  const found = issues
    .map(({ path, message }) => (name === 'arktype' ? message : `${path}: ${message}`))
    .join('; ');

  it('lets good items pass, and what it does not know', () => {
    expect(Order.put({ ...good, note: 'x' }, { now }).input.Item).toEqual({
      ...stored,
      note: 'x',
      createdAt: stamp,
    });
    expect(Order.get(good).read({ Item: stored })).toEqual(good);
  });

  it('refuses bad ones in every write of a whole item, with every finding', () => {
    for (const write of ['put', 'create', 'upsert'] as const) {
      expect(() => Order[write](bad, { now })).toThrow(
        expect.objectContaining({
          name: 'InvalidItem',
          message: `Order.${write}: ${found}`,
          entity: 'Order',
          operation: `Order.${write}`,
          item: { ...(bad as object), createdAt: stamp },
          issues,
        }),
      );
    }
  });

  it('refuses bad ones that are read', () => {
    const Item = { ...stored, ...(bad as object) };
    expect(() => Order.get(good).read({ Item })).toThrow(
      expect.objectContaining({
        name: 'InvalidItem',
        message: `Order.get read an item that is no valid Order: ${found}`,
        item: bad,
        issues,
      }),
    );
  });

  it('does not harm the other items of a page', () => {
    const item = { ...stored, ...(bad as object) };
    const { read } = Order.all({ orderId: 'a1' }).plan;
    expect(read(stored)).toEqual({ item: good });
    expect(read(item)).toEqual({
      rejected: {
        reason: 'invalid',
        entity: 'Order',
        message: `Order.all read an item that is no valid Order: ${found}`,
        item,
      },
    });
  });

  it('is not asked about a part of an item, nor about what a write found or left', () => {
    const Item = { ...stored, ...(bad as object) };
    expect(Order.get(good, { select: ['total'] }).read({ Item })).toEqual({ total: '5' });
    expect(Order.update(good, { set: { total: 5 } }).read({ Attributes: Item })).toEqual(bad);
    expect(Order.delete(good, { return: 'old' }).read({ Attributes: Item })).toEqual(bad);
    expect(Order.create(good).refused(Item, undefined)).toMatchObject({ item: bad });
  });
});

describe('A validator', () => {
  it.each<[string, Validator]>([
    ['zod', z.object({ orderId: z.string().transform((id) => id.toUpperCase()), lines: z.any() })],
    [
      'valibot',
      v.object({
        orderId: v.pipe(
          v.string(),
          v.transform((id) => id.toUpperCase()),
        ),
        total: v.any(),
      }),
    ],
    ['arktype', type({ orderId: type('string').pipe((id) => id.toUpperCase()), '+': 'delete' })],
  ])('of %s validates and never changes: transforms and unknown attributes have no effect', (_, validate) => {
    const Order = guarded(validate);
    expect(Order.put(good, { now }).input.Item).toEqual({ ...stored, createdAt: stamp });
    expect(Order.get(good).read({ Item: stored })).toEqual(good);
    expect(good.orderId).toBe('a1');
  });

  it.each<[string, Validator]>([
    ['zod', z.object({ orderId: z.string().refine(async () => false) })],
    [
      'valibot',
      v.objectAsync({
        orderId: v.pipeAsync(
          v.string(),
          v.checkAsync(async () => false),
        ),
      }),
    ],
  ])('of %s is refused when it is asynchronous', (vendor, validate) => {
    const Order = guarded(validate);
    const message = (name: string) =>
      `Order.${name}: the validator (${vendor}) is asynchronous; only synchronous ones can guard a read or a write.`;
    expect(() => Order.put(good)).toThrow(refusal('RequestError', message('put')));
    expect(() => Order.get(good).read({ Item: stored })).toThrow(refusal('RequestError', message('get')));
  });

  it('that is asynchronous and fails leaves no rejection behind', async () => {
    const Order = guarded(standard(async () => Promise.reject(new Error('too late'))));
    expect(() => Order.put(good)).toThrow('is asynchronous');
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('that throws finds the item bad, and so does not fail a page', () => {
    const Order = guarded(
      standard(() => {
        throw new TypeError('lines is not iterable');
      }),
    );
    expect(() => Order.put(good)).toThrow(
      refusal('InvalidItem', 'Order.put: the validator (ours) failed: lines is not iterable'),
    );
    expect(Order.all({ orderId: 'a1' }).plan.read(stored)).toMatchObject({ rejected: { reason: 'invalid' } });
  });

  it('may give its paths as segments, and an issue about the whole item without one', () => {
    const path = [{ key: 'lines' }, 0, 'quantity'];
    const issues = [{ message: 'Wrong', path }, { message: 'All wrong' }, { message: 'Odd', path: [2, 'x'] }];
    expect(() => guarded(standard(() => ({ issues }))).put(good)).toThrow(
      refusal('InvalidItem', 'Order.put: lines[0].quantity: Wrong; All wrong; [2].x: Odd'),
    );
  });

  it('sees the stamps, and no key', () => {
    const seen: unknown[] = [];
    const validate = (value: unknown) => {
      seen.push(value);
      return { value };
    };
    guarded(standard(validate)).put(good, { now });
    expect(seen).toEqual([{ ...good, createdAt: stamp }]);
  });
});

/** A Standard Schema of our own. */
function standard(validate: (value: unknown) => ReturnType<Validator['~standard']['validate']>): Validator {
  return { '~standard': { version: 1, vendor: 'ours', validate } };
}
