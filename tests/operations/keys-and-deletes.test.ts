import { key, Order, order, refusal, User } from './orders.ts';

const stored = { ...key, ...order, EntityType: 'Order', GSI1PK: 'ORDER#a1', GSI1SK: 'ORDER', total: 1 };

describe('get', () => {
  it('reads by the primary key, of which more may be given', () => {
    expect(Order.get(order).input).toEqual({ TableName: 'shop', Key: key });
    const whole = { ...order, total: 5 };
    expect(Order.get(whole).input).toEqual({ TableName: 'shop', Key: key });
    expect(User.get({ userId: '7' }).input.Key).toEqual({ PK: 'USER#7', SK: 'PROFILE' });
  });

  it('may be consistent', () => {
    expect(Order.get(order, { consistent: true }).input).toEqual({
      TableName: 'shop',
      Key: key,
      ConsistentRead: true,
    });
    expect(Order.get(order, { consistent: false }).input).not.toHaveProperty('ConsistentRead');
  });

  it('reads the selected attributes beside keys, name and expiry, which it takes off again', () => {
    const operation = Order.get(order, { select: ['total', 'userId', 'total'] });
    expect(operation.input).toEqual({
      TableName: 'shop',
      Key: key,
      ProjectionExpression: '#n0, #n1, #n2, #n3, #n4, #n5',
      ExpressionAttributeNames: {
        '#n0': 'total',
        '#n1': 'userId',
        '#n2': 'PK',
        '#n3': 'SK',
        '#n4': 'EntityType',
        '#n5': 'expiresAt',
      },
    });
    expect(operation.read({ Item: { ...stored, expiresAt: 5 } })).toEqual({ total: 1, userId: '7' });
  });

  it('gives the item without its keys, or undefined', () => {
    expect(Order.get(order).read({ Item: stored })).toEqual({ ...order, total: 1 });
    expect(Order.get(order).read({})).toBeUndefined();
  });

  it('under the name of a pattern is the same', () => {
    expect(Order.fetch(order, { consistent: true }).input).toEqual(
      Order.get(order, { consistent: true }).input,
    );
    expect(Order.fetch(order).name).toBe('Order.fetch');
  });

  it('refuses a selection of nothing, or of what is no attribute of the item', () => {
    expect(() => Order.get(order, { select: [] })).toThrow(
      refusal('RequestError', 'Order.get: select names no attribute.'),
    );
    expect(() => Order.get(order, { select: ['PK'] as never })).toThrow(
      refusal('RequestError', 'Order.get: select takes attributes of Order, not "PK".'),
    );
    expect(() => Order.get(order, { select: [5] as never })).toThrow(
      refusal('RequestError', 'Order.get: select takes attributes of Order, not 5.'),
    );
    expect(() => Order.get(order, { select: [''] as never })).toThrow(
      refusal('RequestError', 'Order.get: select takes attributes of Order, not "".'),
    );
  });
});

describe('getOrThrow', () => {
  it('sends the same as get', () => {
    const options = { consistent: true, select: ['total'] } as const;
    expect(Order.getOrThrow(order, options).input).toEqual(Order.get(order, options).input);
    expect(Order.getOrThrow(order).read({ Item: stored })).toEqual({ ...order, total: 1 });
  });

  it('throws NotFound for an absent item', () => {
    expect(() => Order.getOrThrow(order).read({})).toThrow(
      expect.objectContaining({
        name: 'NotFound',
        message: 'Order.getOrThrow: there is no Order with PK "USER#7", SK "ORDER#a1".',
        entity: 'Order',
        operation: 'Order.getOrThrow',
        key,
      }),
    );
  });
});

describe('delete', () => {
  it('deletes by the primary key', () => {
    expect(Order.delete(order).input).toEqual({ TableName: 'shop', Key: key });
    expect(Order.delete(order).read({})).toBeUndefined();
  });

  it('takes a condition and gives the old item when asked', () => {
    const operation = Order.delete(order, { if: { status: 'open' }, return: 'old' });
    expect(operation.input).toEqual({
      TableName: 'shop',
      Key: key,
      ConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'status' },
      ExpressionAttributeValues: { ':v0': 'open' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ReturnValues: 'ALL_OLD',
    });
    expect(operation.read({ Attributes: stored })).toEqual({ ...order, total: 1 });
    expect(operation.read({})).toBeUndefined();
  });

  it('tells an absent item from one for which the condition is false', () => {
    const operation = Order.delete(order, { if: { status: 'open' } });
    expect(operation.refused(undefined, undefined)).toMatchObject({
      name: 'NotFound',
      message: 'Order.delete: there is no Order with PK "USER#7", SK "ORDER#a1".',
      operation: 'Order.delete',
    });
    expect(operation.refused(stored, undefined)).toMatchObject({
      name: 'ConditionFailed',
      message: 'Order.delete: the condition is false for the item with PK "USER#7", SK "ORDER#a1".',
      item: { ...order, total: 1 },
    });
  });
});

describe('The key of one item', () => {
  it.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['text', 'a1', '"a1"'],
    ['a number', 7, '7'],
  ])('is refused as %s', (_, given, text) => {
    const message = `The key of one Order is an object with userId and orderId, not ${text}.`;
    for (const name of ['get', 'getOrThrow', 'delete'] as const) {
      expect(() => (Order[name] as (key: unknown) => unknown)(given)).toThrow(refusal('KeyError', message));
    }
    expect(() => Order.update(given as never, { set: { total: 1 } })).toThrow(refusal('KeyError', message));
  });

  it('is refused when a part is missing, empty, of another type, or inherited from every object', () => {
    const message = (value: string, why: string) => `Key Order.SK: orderId cannot be ${value}: ${why}.`;
    const get = (orderId: unknown) => () => Order.get({ userId: '7', orderId } as never);
    expect(get(undefined)).toThrow(
      refusal('KeyError', message('undefined', 'every part of a key needs a value')),
    );
    expect(get('')).toThrow(refusal('KeyError', message('""', 'a part of a key cannot be empty')));
    expect(get(5)).toThrow(
      refusal(
        'KeyError',
        message(
          '5',
          'a part without a format takes a string; a number needs a format such as {orderId:int10}',
        ),
      ),
    );
    expect(get({ toString: () => 'a1' })).toThrow(
      refusal('KeyError', message('an object', 'a part without a format takes a string')),
    );
    expect(get(['a1'])).toThrow(
      refusal('KeyError', message('an array of 1', 'a part without a format takes a string')),
    );
    expect(get('\ud800')).toThrow(/lone surrogate/);
  });

  it('escapes the separator, so that no value reaches into another key', () => {
    expect(Order.get({ userId: '7', orderId: 'a1#LINE' }).input.Key).toEqual({
      PK: 'USER#7',
      SK: 'ORDER#a1$SLINE',
    });
  });

  it('is a pure function on the entity, too', () => {
    expect(Order.keys.PK({ userId: '7' })).toBe('USER#7');
    expect(Order.keys.GSI2SK({ placedAt: '2026-01-31T10:00:00Z', orderId: 'a1' })).toBe(
      '2026-01-31T10:00:00.000Z#a1',
    );
    expect(Order.keys.SK.parse('ORDER#a1')).toEqual({ orderId: 'a1' });
    expect(() => Order.keys.SK({ orderId: 'x'.repeat(1100) })).toThrow('at most 1024 are allowed');
  });
});
