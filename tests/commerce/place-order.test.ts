import { ConditionFailed, NotFound, TransactionCancelled } from '../../src/errors.ts';
import { outOfStock } from '../../src/repositories/commerce/out-of-stock.ts';
import { type NewOrder, placeOrder } from '../../src/repositories/commerce/place-order.ts';
import { writtenOut } from './written-out.ts';

const now = new Date('2026-01-31T12:00:00.000Z');
const shipTo = { recipient: 'Ann', street: 'Main Street 1', city: 'Rome', country: 'Italy' };
const chai = { productId: 'p1', name: 'Chai', unitPriceCents: 1_800, quantity: 2 };
const tofu = { productId: 'p2', name: 'Tofu', unitPriceCents: 2_325, quantity: 1 };
const order: NewOrder = {
  orderId: 'a1',
  userId: '7',
  shipTo,
  freightCents: 500,
  lines: [chai, tofu, { ...chai, quantity: 3, discountPercent: 10 }],
};

/** The attributes of a put that are not keys. */
function attributesOf(input: object) {
  const { Item } = input as { Item: Record<string, unknown> };
  return Object.fromEntries(Object.entries(Item).filter(([name]) => !/^(GSI\d)?[PS]K$/.test(name)));
}

describe('The transaction of an order', () => {
  it('writes the head, the lines, the stock of each product once, and the counter', () => {
    expect(placeOrder(order, now).map(({ name, key }) => [name, key.PK, key.SK])).toEqual([
      ['Order.create', 'ORDER#a1', 'HEADER'],
      ['OrderItem.create', 'ORDER#a1', 'ITEM#0001'],
      ['OrderItem.create', 'ORDER#a1', 'ITEM#0002'],
      ['OrderItem.create', 'ORDER#a1', 'ITEM#0003'],
      ['Product.update', 'PRODUCT#p1', 'PRODUCT'],
      ['Product.update', 'PRODUCT#p2', 'PRODUCT'],
      ['User.update', 'USER#7', 'PROFILE'],
    ]);
  });

  it('makes a pending order with the sums of its lines', () => {
    const [head, first] = placeOrder({ ...order, requiredAt: '2026-02-28T00:00:00.000Z' }, now);
    expect(attributesOf(head.input)).toEqual({
      EntityType: 'Order',
      orderId: 'a1',
      userId: '7',
      status: 'pending',
      placedAt: '2026-01-31T12:00:00.000Z',
      requiredAt: '2026-02-28T00:00:00.000Z',
      shipTo,
      lineCount: 3,
      freightCents: 500,
      totalCents: 2 * 1_800 + 2_325 + 4_860 + 500,
      createdAt: '2026-01-31T12:00:00.000Z',
      updatedAt: '2026-01-31T12:00:00.000Z',
    });
    expect(attributesOf(first?.input ?? {})).toEqual({
      EntityType: 'OrderItem',
      orderId: 'a1',
      line: 1,
      discountPercent: 0,
      ...chai,
    });
  });

  it('takes the pieces of all lines of a product, if there are so many and it is not discontinued', () => {
    const [update] = placeOrder(order, now).filter(({ name }) => name === 'Product.update');
    expect(writtenOut(update)).toEqual({
      update: 'SET updatedAt = 2026-01-31T12:00:00.000Z ADD unitsInStock -5',
      condition: 'attribute_exists(PK) AND (unitsInStock >= 5 AND discontinued = false)',
    });
  });

  it('writes nothing that is not of an order, whatever it is given', () => {
    const given = { ...order, status: 'paid', lines: [{ ...chai, line: 7 }] };
    const [head, line] = placeOrder(given, now);
    expect(attributesOf(head.input)).toMatchObject({ status: 'pending' });
    expect(line?.key.SK).toBe('ITEM#0001');
  });

  it('has the same content whenever it is made, if the order says when it was placed', () => {
    const placed = { ...order, placedAt: '2026-01-31T10:00:00+01:00' };
    const inputs = (at?: Date) => placeOrder(placed, at).map(({ input }) => input);
    expect(inputs()).toEqual(inputs(now));
    expect(attributesOf(placeOrder(placed)[0].input)).toMatchObject({
      placedAt: '2026-01-31T10:00:00+01:00',
      createdAt: '2026-01-31T09:00:00.000Z',
      updatedAt: '2026-01-31T09:00:00.000Z',
    });
  });

  it.each<[Partial<NewOrder>, string]>([
    [{ lines: [] }, 'Order a1 has no lines.'],
    [
      { lines: [tofu, { ...chai, quantity: 0 }] },
      'Order a1, line 2: quantity is a whole number from 1 on, not 0.',
    ],
    [
      { lines: [{ ...chai, quantity: -1 }] },
      'Order a1, line 1: quantity is a whole number from 1 on, not -1.',
    ],
    [{ lines: [{ ...chai, quantity: 1.5 }] }, 'quantity is a whole number from 1 on, not 1.5.'],
    [{ lines: [{ ...chai, quantity: Number.NaN }] }, 'quantity is a whole number from 1 on, not NaN.'],
    [{ lines: [{ ...chai, quantity: '2' as never }] }, 'quantity is a whole number from 1 on, not "2".'],
    [
      { lines: [{ ...chai, discountPercent: 101 }] },
      'Order a1, line 1: discountPercent is a whole number from 0 to 100, not 101.',
    ],
    [
      { lines: [{ ...chai, discountPercent: -5 }] },
      'discountPercent is a whole number from 0 to 100, not -5.',
    ],
    [
      { lines: [{ ...chai, unitPriceCents: 17.99 }] },
      'Order a1, line 1: unitPriceCents is a whole number from 0 on, not 17.99.',
    ],
    [{ freightCents: -1 }, 'Order a1: freightCents is a whole number from 0 on, not -1.'],
    [{ placedAt: 'yesterday' }, 'Key Order.GSI2SK: placedAt cannot be "yesterday"'],
  ])('is refused for %j', (part, message) => {
    expect(() => placeOrder({ ...order, ...part }, now)).toThrow(message);
  });

  it('names the order and the operation in a refusal', () => {
    expect(() => placeOrder({ ...order, lines: [] })).toThrow(
      expect.objectContaining({ name: 'RequestError', entity: 'Order', operation: 'placeOrder' }),
    );
  });
});

describe('An order that was cancelled', () => {
  const key = { PK: 'PRODUCT#p1', SK: 'PRODUCT' };
  const present = { name: 'Chai', unitsInStock: 3, discontinued: false };

  function refusedProduct(item: object) {
    return new ConditionFailed('Product.update: the condition is false.', {
      entity: 'Product',
      item: { productId: 'p1', ...present, ...item },
    });
  }

  function cancelled(...errors: (Error | undefined)[]) {
    const failures = errors.map((error, index) => ({
      index,
      operation: 'Product.update',
      entity: 'Product',
      key,
      code: error === undefined ? 'TransactionConflict' : 'ConditionalCheckFailed',
      message: '',
      item: undefined,
      error,
    }));
    return new TransactionCancelled('transactWrite: nothing was done.', { failures });
  }

  it.each([
    [[{}], 'Order a1: "Chai" (p1) has 3 left, and 5 are wanted.'],
    [[{ unitsInStock: 0 }], 'Order a1: "Chai" (p1) has 0 left, and 5 are wanted.'],
    [
      [{}, { productId: 'p2', name: 'Tofu', unitsInStock: 0 }],
      'Order a1: "Chai" (p1) has 3 left, and 5 are wanted; "Tofu" (p2) has 0 left, and 1 is wanted.',
    ],
    [[{ unitsInStock: 100, discontinued: true }], 'Order a1: "Chai" (p1) is discontinued.'],
  ])('for %j says so', (items, message) => {
    expect(outOfStock(cancelled(...items.map(refusedProduct)), order)).toMatchObject({
      name: 'OutOfStock',
      message,
    });
  });

  it('carries each product with what was wanted and what is left', () => {
    const cause = cancelled(refusedProduct({}), undefined);
    expect(outOfStock(cause, order)).toMatchObject({
      entity: 'Order',
      operation: 'placeOrder',
      key: { PK: 'ORDER#a1', SK: 'HEADER' },
      products: [{ productId: 'p1', name: 'Chai', wanted: 5, left: 3, discontinued: false }],
      cause,
    });
  });

  it('is out of stock only if nothing else was in the way', () => {
    const taken = cancelled(refusedProduct({}), new NotFound('User.update: there is no User.', {}));
    expect(outOfStock(taken, order)).toBe(taken);
    const conflict = cancelled(undefined);
    expect(outOfStock(conflict, order)).toBe(conflict);
    const other = new Error('socket hang up');
    expect(outOfStock(other, order)).toBe(other);
  });
});
