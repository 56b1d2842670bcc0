import { readFileSync } from 'node:fs';
import { between } from '../../src/expressions/operators.ts';
import {
  Address,
  changeStatus,
  lineCents,
  Order,
  OrderItem,
  orderPage,
  Product,
  shop,
  User,
  userPage,
} from '../../src/repositories/commerce/index.ts';
import { describe as catalogue } from '../../src/table/describe.ts';

const now = new Date('2026-01-31T12:00:00.000Z');
const shipTo = { recipient: 'Ann', street: 'Main Street 1', city: 'Rome', country: 'Italy' };
const order = {
  orderId: 'a1',
  userId: '7',
  status: 'paid' as const,
  placedAt: '2026-01-31T10:00:00.000Z',
  shipTo,
  lineCount: 1,
  freightCents: 500,
  totalCents: 3_500,
};
const product = { productId: 'p1', name: 'Chai', priceCents: 1_800, unitsInStock: 39, discontinued: false };

/** The key attributes of what a put writes. */
function keysOf({ input }: { readonly input: { readonly Item: Record<string, unknown> } }) {
  return Object.fromEntries(Object.entries(input.Item).filter(([name]) => /^(GSI\d)?[PS]K$/.test(name)));
}

describe('The keys of the shop', () => {
  it('put a user and their addresses in one partition of the table, and beside their orders in GSI1', () => {
    expect(keysOf(User.create({ userId: '7', name: 'Ann', orderCount: 0 }))).toEqual({
      PK: 'USER#7',
      SK: 'PROFILE',
      GSI1PK: 'USER#7',
      GSI1SK: 'PROFILE',
    });
    expect(keysOf(Address.create({ userId: '7', addressId: 'home', ...shipTo }))).toEqual({
      PK: 'USER#7',
      SK: 'ADDRESS#home',
      GSI1PK: 'USER#7',
      GSI1SK: 'PLACE#home',
    });
  });

  it('put an order under its own id, with its user by time in GSI1 and its status by time in GSI2', () => {
    expect(keysOf(Order.create(order))).toEqual({
      PK: 'ORDER#a1',
      SK: 'HEADER',
      GSI1PK: 'USER#7',
      GSI1SK: 'ORDER#2026-01-31T10:00:00.000Z#a1',
      GSI2PK: 'STATUS#paid',
      GSI2SK: '2026-01-31T10:00:00.000Z#a1',
    });
  });

  it('sort an order placed at another offset by its instant', () => {
    const { GSI1SK } = keysOf(Order.create({ ...order, placedAt: '2026-01-31T09:00:00+01:00' }));
    expect(GSI1SK).toBe('ORDER#2026-01-31T08:00:00.000Z#a1');
  });

  it('put lines after the head of their order, in order of their numbers', () => {
    const line = {
      orderId: 'a1',
      productId: 'p1',
      name: 'Chai',
      unitPriceCents: 1,
      quantity: 1,
      discountPercent: 0,
    };
    expect(keysOf(OrderItem.put({ ...line, line: 2 }))).toEqual({ PK: 'ORDER#a1', SK: 'ITEM#0002' });
    expect(Order.keys.SK({}) < OrderItem.keys.SK({ line: 1 })).toBe(true);
    expect(OrderItem.keys.SK({ line: 9 }) < OrderItem.keys.SK({ line: 10 })).toBe(true);
  });

  it('put a product in the sparse index only when it is featured', () => {
    expect(keysOf(Product.put(product))).toEqual({ PK: 'PRODUCT#p1', SK: 'PRODUCT' });
    expect(keysOf(Product.put({ ...product, featuredRank: 3 }))).toEqual({
      PK: 'PRODUCT#p1',
      SK: 'PRODUCT',
      GSI2PK: 'FEATURED',
      GSI2SK: '0003#p1',
    });
  });

  it('sort profile, addresses and orders of a user so that backwards is the order of their page', () => {
    const keys = [
      User.keys.GSI1SK({}),
      Address.keys.GSI1SK({ addressId: 'home' }),
      Order.keys.GSI1SK({ placedAt: '2026-02-01T00:00:00Z', orderId: 'a2' }),
      Order.keys.GSI1SK({ placedAt: '2026-01-01T00:00:00Z', orderId: 'a1' }),
    ];
    expect([...keys].sort().reverse()).toEqual(keys);
  });
});

describe('The queries of the shop', () => {
  it('read the orders of a user newest first, also within dates', () => {
    const { input } = Order.ofUser({
      userId: '7',
      placedAt: between('2026-01-01T00:00:00.000Z', '2026-01-31T23:59:59.999Z'),
    });
    expect(input).toMatchObject({
      IndexName: 'GSI1',
      KeyConditionExpression: '#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2',
      ScanIndexForward: false,
      ExpressionAttributeValues: {
        ':v0': 'USER#7',
        ':v1': 'ORDER#2026-01-01T00:00:00.000Z',
        ':v2': 'ORDER#2026-01-31T23:59:59.999Z$',
      },
    });
    expect(Order.ofUser({ userId: '7' }).input.ExpressionAttributeValues).toEqual({
      ':v0': 'USER#7',
      ':v1': 'ORDER#',
    });
  });

  it('read an order by its id with GetItem, so that it can be read consistently', () => {
    expect(Order.byId({ orderId: 'a1' }, { consistent: true }).input).toEqual({
      TableName: 'shop',
      Key: { PK: 'ORDER#a1', SK: 'HEADER' },
      ConsistentRead: true,
    });
  });

  it('read the page of a user, and of an order, with one key condition each', () => {
    expect(userPage({ userId: '7' }, { limit: 30 }).input).toEqual({
      TableName: 'shop',
      IndexName: 'GSI1',
      KeyConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'GSI1PK' },
      ExpressionAttributeValues: { ':v0': 'USER#7' },
      ScanIndexForward: false,
      Limit: 30,
    });
    expect(orderPage({ orderId: 'a1' }).input.ExpressionAttributeValues).toEqual({ ':v0': 'ORDER#a1' });
  });
});

describe('The changes of the shop', () => {
  it('count orders with ADD', () => {
    const { input } = User.update({ userId: '7' }, { add: { orderCount: 1 } }, { now });
    expect(input.UpdateExpression).toBe('SET #n1 = :v0 ADD #n2 :v1');
  });

  it('move an order to another status and another partition of GSI2, if it still has the one that was read', () => {
    const { input } = changeStatus(order, 'shipped', now);
    expect(input.Key).toEqual({ PK: 'ORDER#a1', SK: 'HEADER' });
    const values = Object.values(input.ExpressionAttributeValues ?? {});
    expect(values).toEqual(expect.arrayContaining(['STATUS#shipped', 'USER#7', now.toISOString(), 'paid']));
    expect(Object.values(input.ExpressionAttributeNames ?? {})).toContain('shippedAt');
  });

  it('set shippedAt only when an order is shipped', () => {
    const names = Object.values(changeStatus(order, 'delivered', now).input.ExpressionAttributeNames ?? {});
    expect(names).not.toContain('shippedAt');
  });

  it('take a product out of the index with its featuredRank', () => {
    const { input } = Product.update({ productId: 'p1' }, { remove: ['featuredRank'] }, { now });
    expect(Object.values(input.ExpressionAttributeNames ?? {})).toEqual(
      expect.arrayContaining(['featuredRank', 'GSI2PK', 'GSI2SK']),
    );
  });
});

describe('The catalogue of the shop', () => {
  const { entities, collections } = catalogue(shop);
  const page = readFileSync(new URL('../../docs/commerce.md', import.meta.url), 'utf8');
  const rows = page.split('\n').map((row) => row.replace(/ +/g, ' '));
  const rowOf = (first: string) =>
    rows.find((row) => row.startsWith(`| ${first} |`) || row.startsWith(`| ${first}:`));

  it.each([...entities.flatMap((entity) => entity.patterns), ...collections])(
    'documents $name as it is declared',
    ({ name, index = 'table', keyCondition }) => {
      expect(rowOf(`\`${name}\``)).toContain(`| ${index} | \`${keyCondition}\` |`);
    },
  );

  it.each(entities)('documents the keys of $name as they are declared', ({ name, keys }) => {
    const cells = rowOf(name)
      ?.split('|')
      .slice(2, -1)
      .map((cell) => cell.trim().replaceAll('`', ''));
    const attributes = ['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK'];
    expect(cells).toEqual(attributes.map((attribute) => keys[attribute] ?? ''));
  });
});

describe('lineCents', () => {
  it.each([
    [{ unitPriceCents: 1_440, quantity: 3, discountPercent: 15 }, 3_672],
    [{ unitPriceCents: 1_000, quantity: 2, discountPercent: 0 }, 2_000],
    [{ unitPriceCents: 10, quantity: 1, discountPercent: 5 }, 10],
    [{ unitPriceCents: 10, quantity: 1, discountPercent: 6 }, 9],
    [{ unitPriceCents: 999, quantity: 9, discountPercent: 100 }, 0],
  ])('of %j is %i', (line, cents) => {
    expect(lineCents(line)).toBe(cents);
  });
});
