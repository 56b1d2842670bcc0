import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Connection } from '../../src/client/connect.ts';
import { gte } from '../../src/expressions/operators.ts';
import { defineCollection } from '../../src/operations/define-collection.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import type { RejectedItem } from '../../src/operations/operation.ts';
import { collection } from '../../src/repositories/collection.ts';
import { repository } from '../../src/repositories/repository.ts';
import { send } from '../../src/repositories/send.ts';
import { defineTable } from '../../src/table/table.ts';
import type { Validator } from '../../src/table/validator.ts';
import { describeClients, freshTable } from './clients.ts';

const shop = defineTable({ name: 'shop' });
interface Order {
  userId: string;
  orderId: string;
  cents: number;
}
const wholeCents: Validator = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      Number.isInteger((value as Order).cents)
        ? { value }
        : { issues: [{ message: 'must be whole', path: ['cents'] }] },
  },
};
const User = defineEntity<{ userId: string; name: string }>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
  patterns: { every: { operation: 'scan' } },
});
const Order = defineEntity<Order>()({
  name: 'Order',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId}' },
  patterns: { ofUser: {}, every: { operation: 'scan', segments: 7 } },
  validate: wholeCents,
  // Orders used to hold dollars.
  upgrade: ({ dollars, ...item }) =>
    (dollars === undefined ? item : { ...item, cents: (dollars as number) * 100 }) as unknown as Order,
});
const userPage = defineCollection({ name: 'userPage', entities: [User, Order], order: 'descending' });

describeClients('reading', (engine) => {
  let db: Connection;
  /** Writes an item as somebody without the toolkit would. */
  const write = (Item: Record<string, unknown>) =>
    DynamoDBDocumentClient.from(engine.client()).send(new PutCommand({ TableName: db.tableName, Item }));
  const orders = () => repository(db, Order);
  const users = () => repository(db, User);
  beforeEach(async () => {
    db = await freshTable(engine, shop);
  });

  it('a collection gives items of several entities in one request, in order, page by page', async () => {
    await users().create({ userId: '7', name: 'Ada' });
    await users().create({ userId: '8', name: 'Bob' });
    for (const orderId of ['a', 'b', 'c']) await orders().create({ userId: '7', orderId, cents: 5 });
    const expected = [
      { entity: 'User', item: { userId: '7', name: 'Ada' } },
      ...['c', 'b', 'a'].map((orderId) => ({ entity: 'Order', item: { userId: '7', orderId, cents: 5 } })),
    ];
    const all = await send(db, userPage({ userId: '7' }));
    expect(all).toMatchObject({ items: expected, requests: 1, rejected: [] });
    const read = collection(db, userPage);
    const first = await read({ userId: '7' }, { limit: 3 });
    const rest = await read({ userId: '7' }, { limit: 3, cursor: first.cursor });
    expect([...first.items, ...rest.items]).toEqual(expected);
    const names: string[] = [];
    for await (const { entity } of read.iterate({ userId: '7' }, { order: 'ascending' })) names.push(entity);
    expect(names).toEqual(['Order', 'Order', 'Order', 'User']);
  });

  it('a pattern never gives the children or neighbours of what it asks for', async () => {
    for (const userId of ['1', '10', '1#2']) await orders().create({ userId, orderId: userId, cents: 5 });
    expect((await orders().ofUser({ userId: '1' })).items).toEqual([{ userId: '1', orderId: '1', cents: 5 }]);
    expect((await orders().ofUser({ userId: '1#2' })).items).toHaveLength(1);
  });

  it('a page survives what does not belong on it', async () => {
    await orders().create({ userId: '7', orderId: 'a', cents: 5 });
    const legacy = { PK: 'USER#7', SK: 'ORDER#b', EntityType: 'Legacy' };
    const nameless = { PK: 'USER#7', SK: 'ORDER#c' };
    const broken = {
      PK: 'USER#7',
      SK: 'ORDER#d',
      EntityType: 'Order',
      userId: '7',
      orderId: 'd',
      cents: 0.5,
    };
    const misplaced = { PK: 'USER#7', SK: 'ORDER#e', EntityType: 'User', userId: '7', name: 'Ada' };
    for (const item of [legacy, nameless, broken, misplaced]) await write(item);
    await orders().create({ userId: '7', orderId: 'f', cents: 5 });
    const page = await orders().ofUser({ userId: '7' });
    expect(page.items.map(({ orderId }) => orderId)).toEqual(['a', 'f']);
    expect(page.rejected.map(({ reason, item }) => [reason, item])).toEqual([
      ['unknown entity', legacy],
      ['unknown entity', nameless],
      ['invalid', broken],
    ]);
    const limited = await orders().ofUser({ userId: '7' }, { limit: 2 });
    expect(limited.items).toHaveLength(2);
    await expect(orders().ofUser.first({ userId: '7', orderId: 'd' })).rejects.toMatchObject({
      name: 'InvalidItem',
      entity: 'Order',
    });
    const rejected: RejectedItem[] = [];
    const onRejected = (one: RejectedItem) => rejected.push(one);
    const seen: string[] = [];
    for await (const { orderId } of orders().ofUser.iterate({ userId: '7' }, { onRejected }))
      seen.push(orderId);
    expect(seen).toEqual(['a', 'f']);
    expect(rejected).toEqual(page.rejected);
  });

  it('an item of an older shape is brought up to date by every read', async () => {
    const old = { PK: 'USER#7', SK: 'ORDER#a', EntityType: 'Order', userId: '7', orderId: 'a', dollars: 3 };
    await write(old);
    const present = { userId: '7', orderId: 'a', cents: 300 };
    const key = { userId: '7', orderId: 'a' };
    expect(await orders().get(key)).toEqual(present);
    expect((await orders().ofUser({ userId: '7' })).items).toEqual([present]);
    expect((await orders().every()).items).toEqual([present]);
    await expect(orders().create(present)).rejects.toMatchObject({ name: 'AlreadyExists', item: present });
    expect(await orders().put({ ...present, cents: 4 }, { return: 'old' })).toEqual(present);
    await write(old);
    expect(await orders().delete(key, { return: 'old' })).toEqual(present);
  });

  it('an invalid item is refused by get, and never written', async () => {
    await write({ PK: 'USER#7', SK: 'ORDER#a', EntityType: 'Order', userId: '7', orderId: 'a', cents: 0.5 });
    await expect(orders().get({ userId: '7', orderId: 'a' })).rejects.toMatchObject({
      name: 'InvalidItem',
      issues: [{ message: 'must be whole', path: 'cents' }],
    });
    const bad = { userId: '7', orderId: 'b', cents: 0.5 };
    await expect(orders().put(bad)).rejects.toMatchObject({ name: 'InvalidItem' });
    expect(await orders().ofUser.count({ userId: '7', orderId: 'b' })).toBe(0);
  });

  it('a scan gives the items of its entity only, once each, whole or in segments', async () => {
    const ids = Array.from({ length: 60 }, (_, place) => `${place}`);
    await Promise.all(ids.map((id) => orders().create({ userId: id, orderId: id, cents: Number(id) })));
    await Promise.all(ids.map((userId) => users().create({ userId, name: 'Ada' })));
    const inPages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await orders().every({ limit: 13, cursor });
      inPages.push(...page.items.map(({ orderId }) => orderId));
      expect(page.rejected).toEqual([]);
      cursor = page.cursor;
    } while (cursor !== undefined);
    const inSegments: string[] = [];
    for await (const { orderId } of orders().every.iterate()) inSegments.push(orderId);
    expect(inPages.toSorted()).toEqual(ids.toSorted());
    expect(inSegments.toSorted()).toEqual(ids.toSorted());
    expect(await users().every.count()).toBe(60);
    expect(await orders().every.count({ filter: { cents: gte(30) } })).toBe(30);
    expect(await orders().every.first({ filter: { cents: 59 } })).toMatchObject({ orderId: '59' });
    let read = 0;
    for await (const _ of orders().every.iterate()) {
      read += 1;
      if (read === 5) break;
    }
    expect(read).toBe(5);
  });

  it('strong reads are allowed on the table', async () => {
    const order = { userId: '7', orderId: 'a', cents: 5 };
    await orders().create(order);
    expect(await orders().get(order, { consistent: true })).toEqual(order);
    expect((await orders().ofUser({ userId: '7' }, { consistent: true })).items).toEqual([order]);
    expect(await orders().every.count({ consistent: true })).toBe(1);
  });

  it('pages over more than a megabyte are followed, and reported with what they cost', async () => {
    const big = 'x'.repeat(300_000);
    const place = { PK: 'USER#7', EntityType: 'Order', userId: '7', cents: 5, big };
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      await write({ ...place, SK: `ORDER#${id}`, orderId: id });
    }
    const measured = await repository({ ...db, capacity: true }, Order).ofUser(
      { userId: '7' },
      { limit: 7, select: ['orderId'] },
    );
    expect(measured.items.map(({ orderId }) => orderId).join('')).toBe('abcdefg');
    expect(measured.requests).toBeGreaterThan(1);
    expect(measured.capacity).toBeGreaterThan(200);
    expect(await orders().ofUser.count({ userId: '7' })).toBe(7);
    const one = await orders().ofUser({ userId: '7' });
    expect(one.items.length).toBeLessThan(7);
    const rest = await orders().ofUser({ userId: '7' }, { limit: 7, cursor: one.cursor });
    expect(one.items.length + rest.items.length).toBe(7);
  });
});
