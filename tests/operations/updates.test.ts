import { or } from '../../src/expressions/condition.ts';
import { eq, gte } from '../../src/expressions/operators.ts';
import { append, ifNotExists, increment } from '../../src/expressions/patch.ts';
import { key, now, Order, order, refusal, stamp, User } from './orders.ts';

describe('update', () => {
  it('changes an item that must be there, and gives the new one', () => {
    const operation = Order.update(order, { set: { total: 5 } });
    expect(operation.input).toEqual({
      TableName: 'shop',
      Key: key,
      UpdateExpression: 'SET #n1 = :v0',
      ConditionExpression: 'attribute_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'total' },
      ExpressionAttributeValues: { ':v0': 5 },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(operation.read({ Attributes: { ...key, ...order, EntityType: 'Order', total: 5 } })).toEqual({
      ...order,
      total: 5,
    });
  });

  it('takes every clause of a patch in one expression', () => {
    const { input } = Order.update(order, {
      set: { total: increment(2), lines: append([{ n: 1 }]), note: null },
      setIn: [[['address', 'city'], 'Rome']],
      remove: ['city', ['address', 'zip']],
      add: { score: 1 },
      delete: { tags: new Set(['old']) },
    });
    expect(input.UpdateExpression).toBe(
      'SET #n1 = if_not_exists(#n1, :v0) + :v1, #n2 = list_append(if_not_exists(#n2, :v2), :v3), #n3 = :v4, #n4.#n5 = :v5 ' +
        'REMOVE #n5, #n4.#n6 ADD #n7 :v6 DELETE #n8 :v7',
    );
    expect(input.ExpressionAttributeNames).toEqual({
      '#n0': 'PK',
      '#n1': 'total',
      '#n2': 'lines',
      '#n3': 'note',
      '#n4': 'address',
      '#n5': 'city',
      '#n6': 'zip',
      '#n7': 'score',
      '#n8': 'tags',
    });
    expect(input.ExpressionAttributeValues).toEqual({
      ':v0': 0,
      ':v1': 2,
      ':v2': [],
      ':v3': [{ n: 1 }],
      ':v4': null,
      ':v5': 'Rome',
      ':v6': 1,
      ':v7': new Set(['old']),
    });
  });

  it('puts the caller’s condition in parentheses behind its own', () => {
    const { input } = Order.update(
      order,
      { set: { total: 5 } },
      { if: or({ total: gte(1) }, { status: eq('open') }) },
    );
    expect(input.ConditionExpression).toBe('attribute_exists(#n0) AND (#n1 >= :v1 OR #n2 = :v2)');
    expect(input.ExpressionAttributeValues).toEqual({ ':v0': 5, ':v1': 1, ':v2': 'open' });
    expect(input.ExpressionAttributeNames).toEqual({ '#n0': 'PK', '#n1': 'total', '#n2': 'status' });
  });

  it('ignores what is undefined', () => {
    const { input } = Order.update(order, {
      set: { total: 5, note: undefined } as never,
      setIn: [[['address', 'city'], undefined]],
      add: { score: undefined } as never,
      delete: undefined as never,
    });
    expect(input.UpdateExpression).toBe('SET #n1 = :v0');
  });

  it('gives the old item or nothing, when asked', () => {
    const old = Order.update(order, { set: { total: 5 } }, { return: 'old' });
    expect(old.input.ReturnValues).toBe('ALL_OLD');
    expect(old.read({ Attributes: { ...key, ...order, EntityType: 'Order', total: 1 } })).toEqual({
      ...order,
      total: 1,
    });
    const none = Order.update(order, { set: { total: 5 } }, { return: 'none' });
    expect(none.input).not.toHaveProperty('ReturnValues');
    expect(none.read({})).toBeUndefined();
  });

  it('stamps the time of the change, over one that is given', () => {
    const { input } = User.update({ userId: '7' }, { set: { name: 'Ann', updatedAt: 'never' } }, { now });
    expect(input.UpdateExpression).toBe('SET #n1 = :v0, #n2 = :v1');
    expect(input.ExpressionAttributeNames).toMatchObject({ '#n1': 'name', '#n2': 'updatedAt' });
    expect(input.ExpressionAttributeValues).toEqual({ ':v0': 'Ann', ':v1': stamp });
  });

  it('stamps nothing on an entity without stamps', () => {
    expect(
      Object.values(Order.update(order, { remove: ['note'] }).input.ExpressionAttributeNames ?? {}),
    ).toEqual(['PK', 'note']);
  });

  it('tells an absent item from one for which the condition is false', () => {
    const operation = Order.update(order, { set: { total: 5 } }, { if: { status: 'open' } });
    expect(operation.refused(undefined, undefined)).toMatchObject({
      name: 'NotFound',
      message: 'Order.update: there is no Order with PK "USER#7", SK "ORDER#a1".',
      entity: 'Order',
      operation: 'Order.update',
      key,
    });
    const present = { ...key, ...order, EntityType: 'Order', status: 'paid' };
    expect(operation.refused(present, undefined)).toMatchObject({
      name: 'ConditionFailed',
      message: 'Order.update: the condition is false for the item with PK "USER#7", SK "ORDER#a1".',
      item: { ...order, status: 'paid' },
    });
  });
});

describe('upsert', () => {
  const set = (input: { UpdateExpression: string; ExpressionAttributeNames?: Record<string, string> }) =>
    input.UpdateExpression.replace(/#n\d+/g, (alias) => input.ExpressionAttributeNames?.[alias] ?? alias);

  it('writes what is given, the name, and the keys that only the primary key feeds', () => {
    const { input } = Order.upsert({ ...order, total: 5 });
    expect(set(input)).toBe(
      'SET EntityType = :v0, GSI1PK = :v1, GSI1SK = :v2, thinPK = :v3, userId = :v4, orderId = :v5, total = :v6',
    );
    expect(input).toMatchObject({
      TableName: 'shop',
      Key: key,
      ExpressionAttributeValues: {
        ':v0': 'Order',
        ':v1': 'ORDER#a1',
        ':v2': 'ORDER',
        ':v3': 'ORDERS',
        ':v4': '7',
        ':v5': 'a1',
        ':v6': 5,
      },
      ReturnValues: 'ALL_NEW',
    });
    expect(input).not.toHaveProperty('ConditionExpression');
  });

  it('keeps the time of creation that is there', () => {
    const { input } = User.upsert({ userId: '7', name: 'Ann' }, { now });
    expect(set(input)).toBe(
      'SET EntityType = :v0, userId = :v1, name = :v2, createdAt = if_not_exists(createdAt, :v3), updatedAt = :v4',
    );
    expect(input.ExpressionAttributeValues).toMatchObject({ ':v3': stamp, ':v4': stamp });
  });

  it('leaves an index alone of which it gives nothing, and wants all of it together', () => {
    const whole = Order.upsert({ ...order, status: 'paid', placedAt: '2026-01-31T10:00:00Z' });
    expect(set(whole.input)).toContain('GSI2PK = ');
    expect(() => Order.upsert({ ...order, status: 'paid' })).toThrow(
      refusal(
        'RequestError',
        "Order.upsert changes status, of which index GSI2 is built (Order.GSI2PK 'STATUS#{status}', Order.GSI2SK '{placedAt:iso}#{orderId}'): set status and placedAt together, each to a plain value; placedAt is not. In an update, an attribute that the item does not have goes into remove instead.",
      ),
    );
  });

  it('takes a condition, returns as asked, and refuses what put refuses', () => {
    const operation = Order.upsert(order, { if: { total: gte(1) }, return: 'old' });
    expect(operation.input).toMatchObject({ ReturnValues: 'ALL_OLD', ConditionExpression: '#n6 >= :v6' });
    expect(operation.read({})).toBeUndefined();
    expect(Order.upsert(order, { return: 'none' }).input).not.toHaveProperty('ReturnValues');
    expect(() => Order.upsert({ ...order, PK: 'x' } as never)).toThrow(
      refusal('RequestError', 'Order.upsert: PK is written by the toolkit; leave it out of Order.'),
    );
  });

  it('does not take ifNotExists and the like for values', () => {
    expect(() => Order.upsert({ ...order, total: ifNotExists(5) } as never)).toThrow(
      refusal(
        'ValueError',
        'Order.total is ifNotExists(), which stands in the patch of an update only; give a value.',
      ),
    );
  });
});
