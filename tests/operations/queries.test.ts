import { or } from '../../src/expressions/condition.ts';
import { beginsWith, between, eq, exists, gt, gte, lt, lte } from '../../src/expressions/operators.ts';
import { key, Order, order } from './orders.ts';

const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;

/** The key condition with names and values in the place of their aliases. */
function text(operation: { readonly input: object }): string {
  const { KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } = operation.input as {
    KeyConditionExpression: string;
    ExpressionAttributeNames: Record<string, string>;
    ExpressionAttributeValues: Record<string, unknown>;
  };
  return KeyConditionExpression.replace(
    /#n\d+|:v\d+/g,
    (alias) => ExpressionAttributeNames[alias] ?? String(ExpressionAttributeValues[alias]),
  );
}

describe('A query', () => {
  it('reads the items of its entity in one partition, in the order of the pattern', () => {
    const operation = Order.ofUser({ userId: '7' });
    expect(operation.input).toEqual({
      TableName: 'shop',
      KeyConditionExpression: '#n0 = :v0 AND begins_with(#n1, :v1)',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'SK' },
      ExpressionAttributeValues: { ':v0': 'USER#7', ':v1': 'ORDER#' },
      ScanIndexForward: false,
    });
    expect([operation.name, operation.mode, operation.kind, operation.table.name]).toEqual([
      'Order.ofUser',
      'page',
      'query',
      'shop',
    ]);
  });

  it('takes order, limit, consistency, a filter and a selection', () => {
    const operation = Order.ofUser(
      { userId: '7' },
      {
        order: 'ascending',
        limit: 20,
        maxRequests: 3,
        cursor: 'c',
        consistent: true,
        filter: or({ total: gte(5) }, { note: exists() }),
        select: ['total'],
      },
    );
    expect(operation.input).toEqual({
      TableName: 'shop',
      KeyConditionExpression: '#n0 = :v0 AND begins_with(#n1, :v1)',
      FilterExpression: '#n2 >= :v2 OR attribute_exists(#n3)',
      ProjectionExpression: '#n2, #n0, #n1, #n4, #n5',
      ExpressionAttributeNames: {
        '#n0': 'PK',
        '#n1': 'SK',
        '#n2': 'total',
        '#n3': 'note',
        '#n4': 'EntityType',
        '#n5': 'expiresAt',
      },
      ExpressionAttributeValues: { ':v0': 'USER#7', ':v1': 'ORDER#', ':v2': 5 },
      Limit: 20,
      ConsistentRead: true,
    });
    expect(operation.plan).toMatchObject({
      limit: 20,
      maxRequests: 3,
      cursor: 'c',
      empty: false,
      segments: 1,
    });
    expect(operation.plan.read({ ...key, EntityType: 'Order', total: 5 })).toEqual({ item: { total: 5 } });
  });

  it('of an index names it, and selects its keys beside those of the table', () => {
    const operation = Order.withStatus({ status: 'paid' }, { select: ['total'] });
    expect(operation.input).toEqual({
      TableName: 'shop',
      IndexName: 'GSI2',
      KeyConditionExpression: '#n0 = :v0',
      ProjectionExpression: '#n1, #n2, #n3, #n0, #n4, #n5, #n6',
      ExpressionAttributeNames: {
        '#n0': 'GSI2PK',
        '#n1': 'total',
        '#n2': 'PK',
        '#n3': 'SK',
        '#n4': 'GSI2SK',
        '#n5': 'EntityType',
        '#n6': 'expiresAt',
      },
      ExpressionAttributeValues: { ':v0': 'STATUS#paid' },
    });
  });

  it('of one gives the first, and reads no more', () => {
    const operation = Order.byId({ orderId: 'a1' });
    expect(operation.mode).toBe('first');
    expect(operation.input).toEqual({
      TableName: 'shop',
      IndexName: 'GSI1',
      KeyConditionExpression: '#n0 = :v0 AND #n1 = :v1',
      ExpressionAttributeNames: { '#n0': 'GSI1PK', '#n1': 'GSI1SK' },
      ExpressionAttributeValues: { ':v0': 'ORDER#a1', ':v1': 'ORDER' },
      Limit: 1,
    });
    const first = Order.ofUser.first({ userId: '7' }, { order: 'ascending' });
    expect([first.mode, first.name, first.input]).toEqual([
      'first',
      'Order.ofUser',
      { ...Order.ofUser({ userId: '7' }, { order: 'ascending' }).input, Limit: 1 },
    ]);
  });

  it('counts without reading items', () => {
    const operation = Order.ofUser.count({ userId: '7' }, { filter: { total: 5 }, consistent: true });
    expect(operation.mode).toBe('count');
    expect(operation.input).toEqual({
      TableName: 'shop',
      KeyConditionExpression: '#n0 = :v0 AND begins_with(#n1, :v1)',
      FilterExpression: '#n2 = :v2',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'SK', '#n2': 'total' },
      ExpressionAttributeValues: { ':v0': 'USER#7', ':v1': 'ORDER#', ':v2': 5 },
      ScanIndexForward: false,
      ConsistentRead: true,
      Select: 'COUNT',
    });
  });

  it('of an index that holds a part gives that part, without validator and upgrade', () => {
    const { plan } = Order.totals({});
    expect(
      plan.read({ ...key, thinPK: 'ORDERS', EntityType: 'Order', expiresAt: 5, total: 9, more: 1 }),
    ).toEqual({
      item: { expiresAt: 5, total: 9 },
    });
  });

  it('may filter by the keys of the table when it reads an index', () => {
    expect(
      Order.withStatus({ status: 'paid' }, { filter: { PK: 'USER#7' } as never }).input.FilterExpression,
    ).toBe('#n1 = :v1');
  });

  it('binds its cursors to index, key condition, order and filter, and not to what it selects', () => {
    const { plan } = Order.withStatus({ status: 'paid' });
    expect(plan.cursorKeys).toEqual({ free: ['PK', 'SK', 'GSI2SK'], fixed: { GSI2PK: 'STATUS#paid' } });
    const bindings = [
      plan.binding,
      Order.withStatus({ status: 'open' }).plan.binding,
      Order.withStatus({ status: 'paid', placedAt: gt(day(1)) }).plan.binding,
      Order.withStatus({ status: 'paid' }, { order: 'descending' }).plan.binding,
      Order.withStatus({ status: 'paid' }, { filter: { total: 1 } }).plan.binding,
      Order.withStatus({ status: 'paid' }, { filter: { total: 2 } }).plan.binding,
      Order.totals({}).plan.binding,
    ].map((binding) => JSON.stringify(binding));
    expect(new Set(bindings).size).toBe(bindings.length);
    expect(Order.withStatus({ status: 'paid' }, { select: ['total'], limit: 3 }).plan.binding).toEqual(
      plan.binding,
    );
  });
});

describe('The arguments of a query', () => {
  it('may be all parts of the sort key, or the leading ones', () => {
    expect(text(Order.ofUser(order))).toBe('PK = USER#7 AND SK = ORDER#a1');
    expect(text(Order.withStatus({ status: 'paid', placedAt: day(1) }))).toBe(
      'GSI2PK = STATUS#paid AND begins_with(GSI2SK, 2026-01-01T00:00:00.000Z#)',
    );
    expect(text(Order.withStatus({ status: eq('paid') as never, placedAt: eq(day(1)), orderId: 'a1' }))).toBe(
      'GSI2PK = STATUS#paid AND GSI2SK = 2026-01-01T00:00:00.000Z#a1',
    );
  });

  it.each([
    ['gte', gte(day(1)), 'GSI2SK >= 2026-01-01T00:00:00.000Z'],
    ['lt', lt(day(2)), 'GSI2SK < 2026-01-02T00:00:00.000Z'],
    ['lte', lte(day(2)), 'GSI2SK <= 2026-01-02T00:00:00.000Z$'],
    ['gt', gt(day(1)), 'GSI2SK >= 2026-01-01T00:00:00.000Z$'],
    [
      'between',
      between(day(1), day(2)),
      'GSI2SK BETWEEN 2026-01-01T00:00:00.000Z AND 2026-01-02T00:00:00.000Z$',
    ],
    ['beginsWith', beginsWith('2026-01'), 'begins_with(GSI2SK, 2026-01)'],
  ])('may be a range on the next part: %s, with the children of its ends', (_, placedAt, condition) => {
    expect(text(Order.withStatus({ status: 'paid', placedAt }))).toBe(
      `GSI2PK = STATUS#paid AND ${condition}`,
    );
  });

  it('may be a range after an exact part', () => {
    expect(text(Order.withStatus({ status: 'paid', placedAt: day(1), orderId: gte('b') }))).toBe(
      'GSI2PK = STATUS#paid AND GSI2SK BETWEEN 2026-01-01T00:00:00.000Z#b AND 2026-01-01T00:00:00.000Z$',
    );
  });

  it('turn a range round where the format is descending', () => {
    const latest = (placedAt: never) => text(Order.latest({ userId: '7', placedAt }));
    const [low = '', high = ''] = [day(2), day(1)].map((placedAt) => Order.keys.LSI1SK({ placedAt }));
    expect(low < high).toBe(true);
    expect(latest(between(day(1), day(2)) as never)).toBe(
      `PK = USER#7 AND LSI1SK BETWEEN ${low} AND ${high}$`,
    );
    expect(latest(gte(day(1)) as never)).toBe(`PK = USER#7 AND LSI1SK BETWEEN ORDER# AND ${high}$`);
    expect(latest(lte(day(2)) as never)).toBe(`PK = USER#7 AND LSI1SK BETWEEN ${low} AND ORDER$`);
  });

  it('that ask for nothing read nothing either when their input is sent by itself', () => {
    const { input } = Order.withStatus({ status: 'paid', placedAt: between(day(2), day(1)) });
    expect(input.KeyConditionExpression).toBe('#n0 = :v0 AND #n1 < :v1');
    expect(input.ExpressionAttributeValues).toEqual({ ':v0': 'STATUS#paid', ':v1': '\u0000' });
  });

  it('that ask for nothing make an empty plan for every way to read', () => {
    const args = { status: 'paid', placedAt: between(day(2), day(1)) };
    expect(Order.withStatus.first(args).plan.empty).toBe(true);
    expect(Order.withStatus.count(args).plan.empty).toBe(true);
    expect(Order.latest({ userId: '7', placedAt: between(day(2), day(1)) }).plan.empty).toBe(true);
  });
});
