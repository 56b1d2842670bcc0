import { gt } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { Order, order, refusal } from './orders.ts';

const key = { PK: 'USER#7', SK: 'ORDER#a1' };
const cause = new Error('The conditional request failed');
const Cart = defineEntity<{ cartId: string; total: number; version?: number | undefined }>()({
  name: 'Cart',
  table: defineTable({ name: 'carts', partitionKey: 'id', sortKey: null }),
  keys: { id: 'CART#{cartId}' },
  version: 'version',
});

describe('check', () => {
  it('asks that the item be there', () => {
    const { input, kind, mode, name } = Order.check(order);
    expect([kind, mode, name]).toEqual(['check', 'check', 'Order.check']);
    expect(input).toEqual({
      TableName: 'shop',
      Key: key,
      ConditionExpression: 'attribute_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'PK' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('asks for the condition of the caller, over the item that is there', () => {
    expect(Order.check(order, { if: { total: gt(5), status: 'paid' } }).input).toMatchObject({
      ConditionExpression: 'attribute_exists(#n0) AND (#n1 > :v0 AND #n2 = :v1)',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'total', '#n2': 'status' },
      ExpressionAttributeValues: { ':v0': 5, ':v1': 'paid' },
    });
  });

  it('asks for the version if one is given, and raises none', () => {
    expect(Cart.check({ cartId: 'c1', version: 3 }).input).toEqual({
      TableName: 'carts',
      Key: { id: 'CART#c1' },
      ConditionExpression: 'attribute_exists(#n0) AND #n1 = :v0',
      ExpressionAttributeNames: { '#n0': 'id', '#n1': 'version' },
      ExpressionAttributeValues: { ':v0': 3 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(Cart.check({ cartId: 'c1', version: undefined }).input.ConditionExpression).toBe(
      'attribute_exists(#n0) AND attribute_not_exists(#n1)',
    );
    expect(Cart.check({ cartId: 'c1' }).input.ConditionExpression).toBe('attribute_exists(#n0)');
  });

  it('without a version is ConditionFailed only by the condition of the caller', () => {
    const operation = Cart.check({ cartId: 'c1' }, { if: { total: 1 } });
    expect(operation.refused({ id: 'CART#c1', EntityType: 'Cart', cartId: 'c1', version: 9 }, cause)).toEqual(
      refusal('ConditionFailed', 'Cart.check: the condition is false for the item with id "CART#c1".'),
    );
  });

  it('is NotFound for an absent item', () => {
    expect(Order.check(order).refused(undefined, cause)).toMatchObject({
      name: 'NotFound',
      message: 'Order.check: there is no Order with PK "USER#7", SK "ORDER#a1".',
      operation: 'Order.check',
      key,
      cause,
    });
  });

  it('refuses a misspelt option, which would leave the condition out', () => {
    expect(() => Order.check(order, { iff: { total: 1 } } as never)).toThrow(
      refusal('RequestError', 'Order.check has no option "iff"; there are if, now, abortSignal.'),
    );
  });

  it('refuses a key that is none', () => {
    expect(() => Order.check({ userId: '7' } as never)).toThrow(/Order\.SK.*orderId/);
    expect(() => Order.check(undefined as never)).toThrow(
      refusal('KeyError', 'The key of one Order is an object with userId and orderId, not undefined.'),
    );
  });
});

describe('checkAbsent', () => {
  it('asks that no item be there', () => {
    const { input, kind, mode, name } = Order.checkAbsent(order);
    expect([kind, mode, name]).toEqual(['check', 'check', 'Order.checkAbsent']);
    expect(input).toEqual({
      TableName: 'shop',
      Key: key,
      ConditionExpression: 'attribute_not_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'PK' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('is AlreadyExists for an item that is there, and gives it', () => {
    const present = { ...key, EntityType: 'Order', ...order, total: 1 };
    expect(Order.checkAbsent(order).refused(present, cause)).toMatchObject({
      name: 'AlreadyExists',
      message: 'Order.checkAbsent: there is an item with PK "USER#7", SK "ORDER#a1".',
      operation: 'Order.checkAbsent',
      key,
      item: { ...order, total: 1 },
      cause,
    });
  });

  it('asks for no version', () => {
    expect(Cart.checkAbsent({ cartId: 'c1' }).input).not.toHaveProperty('ExpressionAttributeValues');
  });
});
