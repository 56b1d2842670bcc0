import { key, Order } from './orders.ts';

describe('A scan', () => {
  it('reads the whole table, and a filter keeps out other entities', () => {
    const operation = Order.all();
    expect(operation.input).toEqual({
      TableName: 'shop',
      FilterExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'EntityType' },
      ExpressionAttributeValues: { ':v0': 'Order' },
    });
    expect([operation.name, operation.mode, operation.kind, operation.plan.segments]).toEqual([
      'Order.all',
      'page',
      'scan',
      4,
    ]);
    expect(operation.plan).toMatchObject({ empty: false, cursorKeys: { free: ['PK', 'SK'], fixed: {} } });
  });

  it('of an index names it, and counts its keys to the cursor', () => {
    const { input, plan } = Order.allInRegions();
    expect(input.IndexName).toBe('byRegion');
    expect(plan.segments).toBe(1);
    expect(plan.cursorKeys.free).toEqual(['PK', 'SK', 'region', 'zone', 'city', 'score', 'hash']);
  });

  it('puts the caller’s filter in parentheses, which may name keys as no query can', () => {
    expect(Order.all({ filter: { PK: 'USER#7', total: 5 } as never }).input).toEqual({
      TableName: 'shop',
      FilterExpression: '#n0 = :v0 AND (#n1 = :v1 AND #n2 = :v2)',
      ExpressionAttributeNames: { '#n0': 'EntityType', '#n1': 'PK', '#n2': 'total' },
      ExpressionAttributeValues: { ':v0': 'Order', ':v1': 'USER#7', ':v2': 5 },
    });
    expect(Order.allInRegions({ filter: { region: 'eu' } }).input.FilterExpression).toBe(
      '#n0 = :v0 AND (#n1 = :v1)',
    );
  });

  it('takes consistency and a selection', () => {
    const { input, plan } = Order.all({ consistent: true, select: ['total'] });
    expect(input).toMatchObject({
      ConsistentRead: true,
      ProjectionExpression: '#n1, #n2, #n3, #n0, #n4',
      ExpressionAttributeNames: {
        '#n0': 'EntityType',
        '#n1': 'total',
        '#n2': 'PK',
        '#n3': 'SK',
        '#n4': 'expiresAt',
      },
    });
    expect(input).not.toHaveProperty('Limit');
    expect(plan.read({ ...key, EntityType: 'Order', total: 5 })).toEqual({ item: { total: 5 } });
  });

  it('gives the first item that it comes upon, or the number of all', () => {
    expect(Order.all.first().mode).toBe('first');
    expect(Order.all.first().plan.limit).toBe(1);
    expect(Order.all.count({ filter: { total: 5 } }).input).toEqual({
      TableName: 'shop',
      FilterExpression: '#n0 = :v0 AND (#n1 = :v1)',
      ExpressionAttributeNames: { '#n0': 'EntityType', '#n1': 'total' },
      ExpressionAttributeValues: { ':v0': 'Order', ':v1': 5 },
      Select: 'COUNT',
    });
  });

  it('binds its cursors to index and filter', () => {
    const bindings = [Order.all(), Order.allInRegions(), Order.all({ filter: { total: 1 } })].map(
      ({ plan }) => JSON.stringify(plan.binding),
    );
    expect(new Set(bindings).size).toBe(3);
  });
});
