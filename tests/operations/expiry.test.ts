import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { shown } from '../../src/errors.ts';
import { ifNotExists, increment } from '../../src/expressions/patch.ts';
import { now, Order, order, refusal } from './orders.ts';

const SECONDS = 'it must be a number of seconds since 1970';
const FAULTS: [what: string, value: unknown, fault: string][] = [
  [
    'milliseconds',
    1767225600000,
    '1767225600000, which is no expiry: it looks like milliseconds; time to live counts in seconds',
  ],
  ['text', '2026-01-01T00:00:00Z', `"2026-01-01T00:00:00Z", which is no expiry: ${SECONDS}`],
  ['digits', '1767225600', `"1767225600", which is no expiry: ${SECONDS}`],
  ['a negative number', -5, '-5, which is no expiry: it lies before 1970'],
  ['a fraction', 1767225600.5, '1767225600.5, which is no expiry: it must be whole seconds'],
  [
    'milliseconds as a bigint',
    1767225600000n,
    '1767225600000n, which is no expiry: it looks like milliseconds; time to live counts in seconds',
  ],
  ['a boolean', true, `true, which is no expiry: ${SECONDS}`],
  [
    'a number text',
    NumberValue.from('1767225600'),
    `an object of NumberValue, which is no expiry: ${SECONDS}`,
  ],
];

describe.each(FAULTS)('An expiry of %s is refused', (_, value, fault) => {
  const expiresAt = value as never;
  const refused = (name: string) => refusal('ValueError', `Order.${name}: expiresAt is ${fault}.`);

  it('in whole items', () => {
    expect(() => Order.put({ ...order, expiresAt })).toThrow(refused('put'));
    expect(() => Order.create({ ...order, expiresAt })).toThrow(refused('create'));
    expect(() => Order.upsert({ ...order, expiresAt })).toThrow(refused('upsert'));
  });

  it('in patches', () => {
    expect(() => Order.update(order, { set: { expiresAt } })).toThrow(refused('update'));
    expect(() => Order.update(order, { set: { expiresAt: ifNotExists(expiresAt) } })).toThrow(
      refused('update'),
    );
    expect(() => Order.update(order, { setIn: [[['expiresAt'], value]] })).toThrow(refused('update'));
  });
});

describe('An expiry', () => {
  it('is refused with the entity and the operation on the error', () => {
    expect(() => Order.put({ ...order, expiresAt: -1 })).toThrow(
      expect.objectContaining({ entity: 'Order', operation: 'Order.put' }),
    );
  });

  it.each([[1767225600], [1767225600n], [1612325107], [99_999_999_999]])('may be %p', (expiresAt) => {
    expect(Order.put({ ...order, expiresAt }, { now }).input.Item.expiresAt).toBe(expiresAt);
    expect(Order.update(order, { set: { expiresAt } }, { now }).input.ExpressionAttributeValues).toEqual({
      ':v0': expiresAt,
    });
  });

  it.each([
    ['0', 0],
    ['1', 1],
    ['the second before', 1612325105],
    ['a bigint', 1612325105n],
  ])(
    'may not lie more than five years back, where the service would let the item stay: %s',
    (_, expiresAt) => {
      const fault = `expiresAt is ${shown(expiresAt)}, which is no expiry: it lies more than 5 years back, and DynamoDB would never delete the item.`;
      const refused = (name: string) => refusal('ValueError', `Order.${name}: ${fault}`);
      expect(() => Order.create({ ...order, expiresAt }, { now })).toThrow(refused('create'));
      expect(() => Order.put({ ...order, expiresAt }, { now })).toThrow(refused('put'));
      expect(() => Order.upsert({ ...order, expiresAt }, { now })).toThrow(refused('upsert'));
      expect(() => Order.update(order, { set: { expiresAt } }, { now })).toThrow(refused('update'));
      expect(Order.put({ ...order, expiresAt }, { now: new Date(0) }).input.Item.expiresAt).toBe(expiresAt);
    },
  );

  it('may be null, which says that the item never expires, or absent, or taken away', () => {
    expect(Order.put({ ...order, expiresAt: null }).input.Item.expiresAt).toBeNull();
    expect(Order.put({ ...order, expiresAt: undefined } as never).input.Item).not.toHaveProperty('expiresAt');
    expect(Order.update(order, { remove: ['expiresAt'] }).input.UpdateExpression).toBe('REMOVE #n1');
  });

  it('may be put off', () => {
    expect(Order.update(order, { set: { expiresAt: increment(3_600) } }).input.UpdateExpression).toBe(
      'SET #n1 = if_not_exists(#n1, :v0) + :v1',
    );
  });
});
