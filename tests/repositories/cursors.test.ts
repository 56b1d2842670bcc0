import { connect } from '../../src/client/connect.ts';
import { between, gte, lt } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { defineTable } from '../../src/table/table.ts';
import { mockedClient } from './mocked-client.ts';
import { Order, ordersOver, position, shop, stored } from './orders.ts';

const args = { userId: '7' };
const OTHER_QUERY =
  'Order.ofUser: the cursor belongs to another query, or was changed. A cursor is good for the same table, index, arguments, order and filter.';
const SECRET = 'sixteen bytes or more';

/** A repository that answers every query with one item and more behind it. */
function setUp(options: { cursorSecret?: string | Uint8Array; tableName?: string } = {}) {
  const mocked = mockedClient('DynamoDBClient');
  mocked.answers(() => ({ Items: [stored('a1')], LastEvaluatedKey: stored('a1') }));
  return { mocked, orders: ordersOver(mocked.client, options).orders };
}

async function cursorOf(page: Promise<{ readonly cursor: string | undefined }>): Promise<string> {
  return (await page).cursor ?? 'none';
}

describe('a cursor', () => {
  it('is a short url-safe text that holds no partition key', async () => {
    const cursor = await cursorOf(setUp().orders.ofUser(args));
    expect(cursor).toMatch(/^[A-Za-z0-9._-]+$/);
    const [text = ''] = cursor.slice(1).split('.');
    expect(Buffer.from(text, 'base64url').toString()).toBe('["ORDER#a1"]');
  });

  it('is the same for the same position, in every process', async () => {
    expect(await cursorOf(setUp().orders.ofUser(args))).toBe(await cursorOf(setUp().orders.ofUser(args)));
  });

  it('on an index leads back to the whole key, index and table', async () => {
    const { mocked, orders } = setUp();
    const cursor = await cursorOf(orders.withStatus({ status: 'paid' }));
    await orders.withStatus({ status: 'paid' }, { cursor });
    expect(mocked.sent()[1]?.input.ExclusiveStartKey).toEqual({
      ...position('a1'),
      GSI1PK: 'STATUS#paid',
      GSI1SK: 'ORDER#a1',
    });
  });

  it.each([
    ['the limit', { limit: 7 }],
    ['the selection', { select: ['total'] as const }],
    ['strong reads', { consistent: true }],
    ['the number of requests', { maxRequests: 9 }],
    ['the order, when it is the one it has anyway', { order: 'ascending' }],
  ] as const)('is not bound to %s', async (_, options) => {
    const { mocked, orders } = setUp();
    const cursor = await cursorOf(orders.ofUser(args));
    await orders.ofUser(args, { ...(options as object), cursor });
    expect(mocked.sent()[1]?.input.ExclusiveStartKey).toEqual(position('a1'));
  });

  it.each([
    ['another partition', { userId: '8' }, {}],
    ['another range', { userId: '7', orderId: gte<string>('a') }, {}],
    ['a single key', { userId: '7', orderId: 'a1' }, {}],
    ['the other direction', args, { order: 'descending' }],
    ['a filter', args, { filter: { total: lt(9) } }],
  ] as const)('is bound to its query: %s is refused, and nothing is sent', async (_, other, options) => {
    const { mocked, orders } = setUp();
    const cursor = await cursorOf(orders.ofUser(args));
    mocked.mock.resetHistory();
    await expect(orders.ofUser(other, { ...options, cursor })).rejects.toMatchObject({
      name: 'CursorError',
      message: OTHER_QUERY,
      operation: 'Order.ofUser',
    });
    expect(mocked.sent()).toEqual([]);
  });

  it.each([
    ['value', { total: lt(8) }],
    ['operator', { total: gte(9) }],
    ['attribute', { note: lt('9') }],
    ['type of the value', { note: '9' }],
    ['filter at all', undefined],
  ])('is bound to its filter: another %s is refused', async (_, filter) => {
    const { mocked, orders } = setUp();
    const cursor = await cursorOf(orders.ofUser(args, { filter: { total: lt(9) } }));
    mocked.mock.resetHistory();
    const other = { ...(filter === undefined ? {} : { filter }), cursor };
    await expect(orders.ofUser(args, other)).rejects.toThrow(OTHER_QUERY);
    expect(mocked.sent()).toEqual([]);
    await orders.ofUser(args, { filter: { total: lt(9) }, select: ['note'], cursor });
    expect(mocked.sent()[0]?.input.ExclusiveStartKey).toEqual(position('a1'));
  });

  it('is bound to its range', async () => {
    const { orders } = setUp();
    const range = (high: string) => ({ userId: '7', orderId: between<string>('a', high) });
    const cursor = await cursorOf(orders.ofUser(range('k')));
    await orders.ofUser(range('k'), { cursor });
    await expect(orders.ofUser(range('m'), { cursor })).rejects.toThrow(OTHER_QUERY);
  });

  it('is bound to the index, the real table and the kind of read', async () => {
    const { orders } = setUp();
    const cursor = await cursorOf(orders.ofUser(args));
    const elsewhere = setUp({ tableName: 'shop-test' });
    await expect(elsewhere.orders.ofUser(args, { cursor })).rejects.toThrow(OTHER_QUERY);
    await expect(orders.withStatus({ status: 'paid' }, { cursor })).rejects.toThrow(/another query/);
    await expect(orders.all({ cursor })).rejects.toThrow(/another query/);
    expect(elsewhere.mocked.sent()).toEqual([]);
  });

  it('is checked although the query can hold nothing', async () => {
    const { orders } = setUp();
    const nothing = { userId: '7', orderId: between<string>('b', 'a') };
    await expect(orders.ofUser(nothing, { cursor: '1WzFd.x' })).rejects.toThrow(/another query/);
  });

  it('of undefined is the beginning', async () => {
    const { mocked, orders } = setUp();
    await orders.ofUser(args, { cursor: undefined });
    expect(mocked.sent()[0]?.input).not.toHaveProperty('ExclusiveStartKey');
  });
});

describe('what a cursor keeps of the position', () => {
  const table = defineTable({
    name: 'readings',
    indexes: [
      {
        name: 'byValue',
        partitionKey: [{ name: 'sensor', type: 'number' }],
        sortKey: [
          { name: 'value', type: 'number' },
          { name: 'raw', type: 'binary' },
        ],
      },
    ],
  });
  interface Reading {
    id: string;
    sensor: number | bigint;
    value: number | bigint;
    raw: Uint8Array;
  }
  const Reading = defineEntity<Reading>()({
    name: 'Reading',
    table,
    keys: { PK: 'READING#{id}', SK: 'READING' },
    patterns: { ofSensor: { index: 'byValue' } },
  });

  it.each([
    ['whole numbers', 12],
    ['decimals', -0.125],
    ['numbers beyond 2^53', 9007199254740993n],
    ['very large numbers', 10n ** 125n],
    ['very small numbers', 1e-130],
  ])('is exact for %s and bytes', async (_, value) => {
    const mocked = mockedClient('DynamoDBDocumentClient');
    const raw = new Uint8Array([0, 127, 255]);
    const item = { PK: 'READING#a', SK: 'READING', EntityType: 'Reading', id: 'a', sensor: 3, value, raw };
    mocked.answersInTurn({ Items: [item, { ...item, PK: 'READING#b' }] }, {});
    const readings = repository(connect({ table, client: mocked.client }), Reading);
    const { cursor } = await readings.ofSensor({ sensor: 3 }, { limit: 1 });
    await readings.ofSensor({ sensor: 3 }, { limit: 1, cursor });
    expect(mocked.sent()[1]?.input.ExclusiveStartKey).toEqual({
      PK: 'READING#a',
      SK: 'READING',
      sensor: 3,
      value,
      raw,
    });
  });
});

describe('a signed cursor', () => {
  const signed = () => setUp({ cursorSecret: SECRET });

  it('goes on where it was made, also with the secret as bytes', async () => {
    const cursor = await cursorOf(signed().orders.ofUser(args));
    const { mocked, orders } = setUp({ cursorSecret: new TextEncoder().encode(SECRET) });
    await orders.ofUser(args, { cursor });
    expect(mocked.sent()[0]?.input.ExclusiveStartKey).toEqual(position('a1'));
  });

  it.each([
    ['made with another secret', { cursorSecret: `${SECRET}!` }],
    ['that is not signed', {}],
  ])('is refused when it is one %s', async (_, options) => {
    const cursor = await cursorOf(setUp(options).orders.ofUser(args));
    const { mocked, orders } = signed();
    await expect(orders.ofUser(args, { cursor })).rejects.toThrow(OTHER_QUERY);
    expect(mocked.sent()).toEqual([]);
  });

  it('is refused where none are signed', async () => {
    const cursor = await cursorOf(signed().orders.ofUser(args));
    await expect(setUp().orders.ofUser(args, { cursor })).rejects.toThrow(OTHER_QUERY);
  });

  it('with another position under its seal is found out', async () => {
    const { mocked, orders } = signed();
    const cursor = await cursorOf(orders.ofUser(args));
    mocked.mock.resetHistory();
    const [, seal] = cursor.split('.');
    const forged = `1${Buffer.from('["ORDER#zzz"]').toString('base64url')}.${seal}`;
    await expect(orders.ofUser(args, { cursor: forged })).rejects.toThrow(OTHER_QUERY);
    expect(mocked.sent()).toEqual([]);
  });
});

it('cursors of two entities of one table do not stand in for one another', async () => {
  const mocked = mockedClient('DynamoDBClient');
  mocked.answers(() => ({ Items: [stored('a1')], LastEvaluatedKey: stored('a1') }));
  const Invoice = defineEntity<{ userId: string; number: string }>()({
    name: 'Invoice',
    table: shop,
    keys: { PK: 'USER#{userId}', SK: 'INVOICE#{number}' },
    patterns: { ofUser: {} },
  });
  const db = connect({ table: shop, client: mocked.client });
  const { cursor } = await repository(db, Order).ofUser(args);
  await expect(repository(db, Invoice).ofUser(args, { cursor })).rejects.toThrow(/another query/);
});
