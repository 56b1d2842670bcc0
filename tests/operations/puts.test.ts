import { and, or } from '../../src/expressions/condition.ts';
import { lt, missing, ne } from '../../src/expressions/operators.ts';
import { now, Order, order, refusal, stamp, User } from './orders.ts';

const base = {
  ...order,
  PK: 'USER#7',
  SK: 'ORDER#a1',
  GSI1PK: 'ORDER#a1',
  GSI1SK: 'ORDER',
  thinPK: 'ORDERS',
  EntityType: 'Order',
};

describe('create', () => {
  it('puts the item with its keys and its name, if there is none', () => {
    expect(Order.create({ ...order, total: 42 }).input).toEqual({
      TableName: 'shop',
      Item: { ...base, total: 42 },
      ConditionExpression: 'attribute_not_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'PK' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('says what it is', () => {
    const { name, mode, kind, table, entity } = Order.create(order);
    expect([name, mode, kind, table.name, entity.name]).toEqual([
      'Order.create',
      'item',
      'put',
      'shop',
      'Order',
    ]);
  });

  it('gives the item as written, with the stamps and without the keys', () => {
    const operation = User.create({ userId: '7', name: 'Ann' }, { now });
    expect(operation.read({})).toEqual({ userId: '7', name: 'Ann', createdAt: stamp, updatedAt: stamp });
  });

  it('turns a false condition into AlreadyExists, with the item that is there', () => {
    const cause = new Error('The conditional request failed');
    const operation = Order.create(order);
    expect(operation.refused({ ...base, total: 1 }, cause)).toMatchObject({
      name: 'AlreadyExists',
      message: 'Order.create: there is an item with PK "USER#7", SK "ORDER#a1" already.',
      entity: 'Order',
      operation: 'Order.create',
      key: { PK: 'USER#7', SK: 'ORDER#a1' },
      item: { ...order, total: 1 },
      cause,
    });
    expect(operation.refused(undefined, cause)).toMatchObject({ name: 'AlreadyExists', item: undefined });
  });

  it('shows an item of another entity that stands in its way as it is stored', () => {
    const other = { PK: 'USER#7', SK: 'ORDER#a1', EntityType: 'Strange', x: 1 };
    expect(Order.create(order).refused(other, undefined)).toMatchObject({ item: other });
  });
});

describe('put', () => {
  it('puts the item, without a condition and without empty maps', () => {
    expect(Order.put(order).input).toEqual({ TableName: 'shop', Item: base });
  });

  it('takes a condition, and then asks for the item that is there', () => {
    expect(Order.put(order, { if: or({ total: lt(5) }, { status: 'open' }) }).input).toEqual({
      TableName: 'shop',
      Item: base,
      ConditionExpression: '#n0 < :v0 OR #n1 = :v1',
      ExpressionAttributeNames: { '#n0': 'total', '#n1': 'status' },
      ExpressionAttributeValues: { ':v0': 5, ':v1': 'open' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('takes an empty condition for none', () => {
    expect(Order.put(order, { if: {} }).input).toEqual({ TableName: 'shop', Item: base });
    expect(Order.put(order, { if: and() }).input).toEqual({ TableName: 'shop', Item: base });
  });

  it('gives the item that it wrote, or the old one when asked', () => {
    expect(Order.put({ ...order, total: 1 }).read({})).toEqual({ ...order, total: 1 });
    const operation = Order.put({ ...order, total: 1 }, { return: 'old' });
    expect(operation.input.ReturnValues).toBe('ALL_OLD');
    expect(operation.read({ Attributes: { ...base, total: 0 } })).toEqual({ ...order, total: 0 });
    expect(operation.read({})).toBeUndefined();
  });

  it('turns a false condition into ConditionFailed', () => {
    const operation = Order.put(order, { if: { status: ne('paid') } });
    expect(operation.refused({ ...base, status: 'paid' }, undefined)).toMatchObject({
      name: 'ConditionFailed',
      message: 'Order.put: the condition is false for the item with PK "USER#7", SK "ORDER#a1".',
      entity: 'Order',
      operation: 'Order.put',
      key: { PK: 'USER#7', SK: 'ORDER#a1' },
      item: { ...order, status: 'paid' },
    });
  });

  it('refuses a condition that is none', () => {
    expect(() => Order.put(order, { if: null as never })).toThrow(
      refusal(
        'RequestError',
        'Order.put: a condition is an object of attributes, or made by and(), or(), not() or at(); this is null.',
      ),
    );
    expect(() => Order.put(order, { if: { total: undefined } as never })).toThrow(
      refusal(
        'RequestError',
        'Order.put.total is compared with undefined; leave it out, or ask for missing().',
      ),
    );
    expect(() => Order.put(order, { if: missing() as never })).toThrow(
      refusal(
        'RequestError',
        'Order.put: missing() stands alone; name its attribute: { attribute: missing(…) }.',
      ),
    );
  });
});

describe('A whole item', () => {
  it('is without attributes that are undefined, and holds null', () => {
    const { Item } = Order.put({ ...order, note: null, total: undefined } as never).input;
    expect(Item).toEqual({ ...base, note: null });
    expect(Object.keys(Item)).not.toContain('total');
  });

  it('is in an index only with all that its keys are built of', () => {
    const placedAt = '2026-01-31T10:00:00.000Z';
    expect(Order.put({ ...order, status: 'paid', placedAt }).input.Item).toEqual({
      ...base,
      status: 'paid',
      placedAt,
      GSI2PK: 'STATUS#paid',
      GSI2SK: '2026-01-31T10:00:00.000Z#a1',
      LSI1SK: expect.stringMatching(/^ORDER#/),
    });
    expect(Order.put({ ...order, status: 'paid' }).input.Item).toEqual({ ...base, status: 'paid' });
    expect(Order.put({ ...order, placedAt }).input.Item).toEqual({
      ...base,
      placedAt,
      LSI1SK: expect.stringMatching(/^ORDER#/),
    });
  });

  it('needs every part of its primary key', () => {
    expect(() => Order.put({ userId: '7' } as never)).toThrow(
      refusal('KeyError', 'Key Order.SK: orderId cannot be undefined: every part of a key needs a value.'),
    );
    expect(() => Order.put({ userId: '', orderId: 'a1' })).toThrow(
      refusal('KeyError', 'Key Order.PK: userId cannot be "": a part of a key cannot be empty.'),
    );
    expect(() => Order.put({ userId: 'x'.repeat(2048), orderId: 'a1' })).toThrow(
      refusal(
        'KeyError',
        `Key Order.PK: the key has 2053 bytes, and at most 1024 are allowed; it starts "USER#${'x'.repeat(35)}".`,
      ),
    );
  });

  it('cannot be out of an index by null: that is a value, and no part of a key', () => {
    expect(() => Order.put({ ...order, placedAt: '2026-01-31T10:00:00Z', status: null } as never)).toThrow(
      refusal('KeyError', 'Key Order.GSI2PK: status cannot be null: every part of a key needs a value.'),
    );
  });

  it.each(['PK', 'GSI1SK', 'GSI2PK', 'EntityType'])('cannot bring %s, which the toolkit writes', (name) => {
    expect(() => Order.put({ ...order, [name]: 'x' } as never)).toThrow(
      refusal('RequestError', `Order.put: ${name} is written by the toolkit; leave it out of Order.`),
    );
  });

  it('is not changed, and may be frozen or without a prototype', () => {
    const bare = Object.assign(Object.create(null), { userId: '7', name: 'Ann' });
    const frozen = Object.freeze({ userId: '7', name: 'Ann' });
    for (const item of [bare, frozen]) {
      expect(User.create(item, { now }).input.Item).toEqual({
        userId: '7',
        name: 'Ann',
        PK: 'USER#7',
        SK: 'PROFILE',
        EntityType: 'User',
        createdAt: stamp,
        updatedAt: stamp,
      });
      expect(Object.keys(item)).toEqual(['userId', 'name']);
    }
  });
});

describe('Stamps', () => {
  it('keep the time of creation that is given, also null, and always tell the time of the write', () => {
    const Item = (createdAt: string | null | undefined) =>
      User.put({ userId: '7', name: 'Ann', createdAt, updatedAt: 'long ago' } as never, { now }).input.Item;
    expect(Item('2020-01-01T00:00:00.000Z')).toMatchObject({
      createdAt: '2020-01-01T00:00:00.000Z',
      updatedAt: stamp,
    });
    expect(Item(undefined)).toMatchObject({ createdAt: stamp, updatedAt: stamp });
    expect(Item(null)).toMatchObject({ createdAt: null, updatedAt: stamp });
  });

  it('are taken from the clock unless the time is told', () => {
    const before = new Date().toISOString();
    const { createdAt } = User.create({ userId: '7', name: 'Ann' }).input.Item;
    expect(String(createdAt) >= before && String(createdAt) <= new Date().toISOString()).toBe(true);
  });
});
