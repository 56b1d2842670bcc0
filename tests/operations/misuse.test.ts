import { increment } from '../../src/expressions/patch.ts';
import { Order, order, refusal } from './orders.ts';

const misused = (call: () => unknown) => expect(call);

describe('What a caller without types may do wrong', () => {
  it.each([
    ['a Map', new Map([['status', 'no']]), 'an object of Map'],
    ['a promise', Promise.resolve({ status: 'no' }), 'an object of Promise'],
    ['a Date', new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
  ])('is refused when a condition is %s, which would hold for everything', (_, condition, text) => {
    const options = { if: condition } as never;
    misused(() => Order.put(order, options)).toThrow(`this is ${text}`);
    misused(() => Order.delete(order, options)).toThrow(`this is ${text}`);
    misused(() => Order.ofUser({ userId: '7' }, { filter: condition } as never)).toThrow(`this is ${text}`);
  });

  it('is refused when a clause of a patch is no plain object, of which nothing would be left', () => {
    misused(() => Order.update(order, { set: new Map([['total', 1]]), remove: ['note'] } as never)).toThrow(
      refusal('RequestError', 'Order.update: set takes an object of attributes, not an object of Map.'),
    );
  });

  it.each([
    [
      () => Order.delete(order, { condition: { status: 'x' } } as never),
      'Order.delete has no option "condition"; there are if, return, now, abortSignal.',
    ],
    [
      () => Order.create(order, { if: { status: 'x' } } as never),
      'Order.create has no option "if"; there are now, abortSignal.',
    ],
    [
      () => Order.update(order, { remove: ['note'] }, { return: 'ALL_NEW' } as never),
      'Order.update: return is "new" or "old" or "none", not "ALL_NEW".',
    ],
    [
      () => Order.put(order, { return: 'ALL_OLD' } as never),
      'Order.put: return is "new" or "old", not "ALL_OLD".',
    ],
    [() => Order.get(order, { consistent: 1 } as never), 'Order.get: consistent is true or false, not 1.'],
    [
      () => Order.ofUser({ userId: '7' }, { Limit: 1 } as never),
      'Order.ofUser has no option "Limit"; there are filter, consistent, order, limit, maxRequests, cursor, select, now, abortSignal.',
    ],
    [
      () => Order.ofUser({ userId: '7' }, { limit: 2 ** 31 }),
      'Order.ofUser: limit must be a whole number of 1 or more, not 2147483648.',
    ],
    [
      () => Order.get(order, { select: 'total' } as never),
      'Order.get: select is a list of attributes, not "total".',
    ],
    [() => Order.get(order, null as never), 'Order.get: options are an object, not null.'],
  ])('is refused before anything is sent: %#', (call, message) => {
    misused(call).toThrow(refusal('RequestError', message));
  });

  it('is refused when milliseconds would put an expiry off for ever', () => {
    const ms = 1_767_225_600_000;
    for (const patch of [
      { add: { expiresAt: ms } },
      { set: { expiresAt: increment(ms) } },
      { set: { expiresAt: increment(1, ms) } },
    ]) {
      misused(() => Order.update(order, patch as never)).toThrow(
        refusal(
          'ValueError',
          'Order.update: expiresAt cannot be moved by 1767225600000: it looks like milliseconds; time to live counts in seconds.',
        ),
      );
    }
    for (const by of [3600, -3600, 3600n]) {
      misused(() => Order.update(order, { add: { expiresAt: by } as object })).not.toThrow();
    }
  });

  it.each([
    [1_000_000_000_000n, 'it looks like milliseconds; time to live counts in seconds'],
    [-1_000_000_000_000, 'it looks like milliseconds; time to live counts in seconds'],
    [0.5, 'it must be whole seconds'],
  ])('is refused when %p would move an expiry', (by, why) => {
    misused(() => Order.update(order, { add: { expiresAt: by } } as never)).toThrow(why);
    misused(() => Order.update(order, { set: { expiresAt: increment(by) } } as never)).toThrow(why);
  });

  it('writes what was checked, should an accessor give another value each time', () => {
    let calls = 0;
    const set = {
      get status() {
        calls += 1;
        return `s${calls}`;
      },
      placedAt: '2026-01-01T00:00:00.000Z',
    };
    const values = Object.values(Order.update(order, { set }).input.ExpressionAttributeValues ?? {});
    expect(values).toContain('s1');
    expect(values).toContain('STATUS#s1');
  });

  it('is told when another writer has put something else under the key', () => {
    const stored = { ...Order.put(order).input.Item, EntityType: 'Invoice' };
    misused(() => Order.get(order).read({ Item: stored })).toThrow(
      refusal('InvalidItem', 'Order.get found an item of "Invoice" in EntityType.'),
    );
  });
});
