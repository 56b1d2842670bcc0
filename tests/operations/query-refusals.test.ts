import {
  attribute,
  beginsWith,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  ne,
  oneOf,
} from '../../src/expressions/operators.ts';
import { titled } from '../support/titled.ts';
import { Order, refusal } from './orders.ts';

describe('The arguments of a query are refused', () => {
  it.each(
    titled<unknown, string>([
      [{ userId: '7', total: 5 }, 'Order.ofUser takes userId, orderId; "total" is none of them.'],
      [
        JSON.parse('{"userId":"7","__proto__":1}'),
        'Order.ofUser takes userId, orderId; "__proto__" is none of them.',
      ],
      [
        { userId: '7', orderId: undefined },
        'Order.ofUser: orderId is undefined; leave it out to ask for every orderId.',
      ],
      [{ userId: undefined }, 'Order.ofUser: userId is undefined; leave it out to ask for every userId.'],
      [
        { userId: '7', orderId: eq(undefined) },
        'Order.ofUser: orderId is undefined; leave it out to ask for every orderId.',
      ],
      [
        { userId: gte('7') },
        'Order.ofUser: userId is part of the partition key, which takes one value and no gte.',
      ],
      [
        { userId: '7', orderId: contains('a') },
        'Order.ofUser: a sort key has no contains; it takes a value or gt, gte, lt, lte, between, beginsWith. Put the rest in a filter.',
      ],
      [
        { userId: '7', orderId: oneOf('a', 'b') },
        'Order.ofUser: a sort key has no oneOf; it takes a value or gt, gte, lt, lte, between, beginsWith. Put the rest in a filter.',
      ],
      [
        { userId: '7', orderId: ne('a') },
        'Order.ofUser: a sort key has no ne; it takes a value or gt, gte, lt, lte, between, beginsWith. Put the rest in a filter.',
      ],
      [
        { userId: '7', orderId: exists() },
        'Order.ofUser: a sort key has no exists; it takes a value or gt, gte, lt, lte, between, beginsWith. Put the rest in a filter.',
      ],
      [undefined, 'Order.ofUser takes userId, orderId in an object, not undefined.'],
      [null, 'Order.ofUser takes userId, orderId in an object, not null.'],
      ['7', 'Order.ofUser takes userId, orderId in an object, not "7".'],
    ]),
  )('%s', (message, args) => {
    expect(() => Order.ofUser(args as never)).toThrow(refusal('RequestError', message));
    expect(() => Order.ofUser.count(args as never)).toThrow(refusal('RequestError', message));
  });

  it.each(
    titled<unknown, string>([
      [{}, 'Key Order.PK: userId cannot be undefined: every part of a key needs a value.'],
      [{ userId: '' }, 'Key Order.PK: userId cannot be "": a part of a key cannot be empty.'],
      [{ userId: null }, 'Key Order.PK: userId cannot be null: every part of a key needs a value.'],
      [
        { userId: '7', orderId: null },
        'Key Order.SK: orderId cannot be null: every part of a key needs a value.',
      ],
      [
        { userId: '7', orderId: gt(undefined as never) },
        'Key Order.SK: orderId cannot be undefined: every part of a key needs a value.',
      ],
      [
        { userId: '7', orderId: beginsWith(5 as never) },
        'Key Order.SK: orderId cannot be 5: a part without a format takes a string; a number needs a format such as {orderId:int10}.',
      ],
      [
        { userId: '7', orderId: lt(attribute('note')) },
        'Key Order.SK: orderId cannot be an object of AttributeOperand: a part without a format takes a string.',
      ],
      [
        { userId: eq(attribute('note')) },
        'Key Order.PK: userId cannot be an object of AttributeOperand: a part without a format takes a string.',
      ],
    ]),
  )('%s', (message, args) => {
    expect(() => Order.ofUser(args as never)).toThrow(refusal('KeyError', message));
  });

  it('when a part is given and one before it is not', () => {
    expect(() => Order.withStatus({ status: 'paid', orderId: 'a1' } as never)).toThrow(
      refusal(
        'KeyError',
        'Key Order.GSI2SK: placedAt is missing, and orderId, which stands after it, cannot be used without it.',
      ),
    );
    expect(() => Order.withStatus({ status: 'paid', orderId: gt('a1') } as never)).toThrow(
      refusal(
        'KeyError',
        'Key Order.GSI2SK: a range on orderId needs a value for placedAt, which stands before it.',
      ),
    );
  });

  it('when two of them are ranges', () => {
    expect(() =>
      Order.withStatus({ status: 'paid', placedAt: gt('2026-01-01T00:00:00Z'), orderId: gt('a') }),
    ).toThrow(
      refusal(
        'RequestError',
        'Order.withStatus: placedAt and orderId are both ranges; a query takes one, on the last part given.',
      ),
    );
  });

  it('when a range is no value of the part', () => {
    expect(() => Order.withStatus({ status: 'paid', placedAt: gt('yesterday') })).toThrow(
      /^Key Order\.GSI2SK: placedAt cannot be "yesterday": /,
    );
  });
});

describe('The options of a query are refused', () => {
  it.each(
    titled<object, string>([
      [{ limit: 0 }, 'limit must be a whole number of 1 or more, not 0.'],
      [{ limit: -1 }, 'limit must be a whole number of 1 or more, not -1.'],
      [{ limit: 1.5 }, 'limit must be a whole number of 1 or more, not 1.5.'],
      [{ limit: Number.NaN }, 'limit must be a whole number of 1 or more, not NaN.'],
      [{ limit: '20' }, 'limit must be a whole number of 1 or more, not "20".'],
      [{ limit: Number.POSITIVE_INFINITY }, 'limit must be a whole number of 1 or more, not Infinity.'],
      [{ maxRequests: 0 }, 'maxRequests must be a whole number of 1 or more, not 0.'],
      [{ order: 'desc' }, "order is 'ascending' or 'descending', not \"desc\"."],
      [{ select: [] }, 'select names no attribute.'],
      [{ select: ['SK'] }, 'select takes attributes of Order, not "SK".'],
      [
        { filter: null },
        'a condition is an object of attributes, or made by and(), or(), not() or at(); this is null.',
      ],
    ]),
  )('%s', (message, options) => {
    expect(() => Order.ofUser({ userId: '7' }, options)).toThrow(
      refusal('RequestError', `Order.ofUser: ${message}`),
    );
    expect(() => Order.all(options)).toThrow(refusal('RequestError', `Order.all: ${message}`));
  });

  it('when they ask a global index for the latest writes; a local one has them', () => {
    const message = 'index GSI2 is global, and global indexes have no consistent reads.';
    expect(() => Order.withStatus({ status: 'paid' }, { consistent: true })).toThrow(
      refusal('RequestError', `Order.withStatus: ${message}`),
    );
    expect(() => Order.withStatus.count({ status: 'paid' }, { consistent: true })).toThrow(message);
    expect(() => Order.withStatus.first({ status: 'paid' }, { consistent: true })).toThrow(message);
    expect(() => Order.allInRegions({ consistent: true })).toThrow(
      refusal(
        'RequestError',
        'Order.allInRegions: index byRegion is global, and global indexes have no consistent reads.',
      ),
    );
    expect(Order.latest({ userId: '7' }, { consistent: true }).input.ConsistentRead).toBe(true);
    expect(Order.withStatus({ status: 'paid' }, { consistent: false }).input).not.toHaveProperty(
      'ConsistentRead',
    );
  });

  it('when the filter names a key of what is read, wherever it hides', () => {
    const message = (name: string) =>
      `Order.ofUser: ${name} is a key of what is read, and a filter cannot name it; use an argument.`;
    const read = (filter: object) => () => Order.ofUser({ userId: '7' }, { filter: filter as never });
    expect(read({ SK: beginsWith('ORDER#') })).toThrow(refusal('RequestError', message('SK')));
    expect(read({ note: eq(attribute('PK')) })).toThrow(refusal('RequestError', message('PK')));
    expect(() => Order.inRegion({ region: 'eu', zone: 1 }, { filter: { city: 'Rome' } })).toThrow(
      'Order.inRegion: city is a key of what is read, and a filter cannot name it; use an argument.',
    );
  });

  it('when they select what the index does not hold', () => {
    expect(() => Order.totals({}, { select: ['note'] as never })).toThrow(
      refusal(
        'RequestError',
        'Order.totals: index thin does not hold note; it holds EntityType, expiresAt, total.',
      ),
    );
    expect(Order.totals({}, { select: ['total'] }).input.IndexName).toBe('thin');
  });
});
