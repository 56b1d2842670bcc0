import { AlreadyExists, ConditionFailed, connect, ensureTable, NotFound } from '../../src/index.ts';
import { commerce, shop } from '../../src/repositories/commerce/index.ts';
import { describeEngines } from '../support/engines.ts';

const shipTo = { recipient: 'Ann', street: 'Main Street 1', city: 'Rome', country: 'Italy' };
const placedAt = '2026-01-31T10:00:00.000Z';
const money = { lineCount: 0, freightCents: 0, totalCents: 0 };
const product = { name: 'Chai', priceCents: 1_800, unitsInStock: 39, discontinued: false };

describeEngines('Changes in the shop', (engine) => {
  const db = connect({
    table: shop,
    tableName: engine.tableName('shop'),
    client: engine.client(),
    now: () => new Date('2026-02-01T00:00:00.000Z'),
  });
  const { users, orders, products, changeStatus } = commerce(db);

  beforeAll(async () => {
    await ensureTable(db);
  });

  it('count every order of a user, also when they come at the same time', async () => {
    await users.create({ userId: '7', name: 'Ann', orderCount: 0 });
    await Promise.all(
      Array.from({ length: 10 }, () => users.update({ userId: '7' }, { add: { orderCount: 1 } })),
    );
    expect(await users.get({ userId: '7' }, { consistent: true })).toMatchObject({ orderCount: 10 });
  });

  it('never count for a user who is not there', async () => {
    const counting = users.update({ userId: 'nobody' }, { add: { orderCount: 1 } });
    await expect(counting).rejects.toThrow(NotFound);
  });

  it('take an order id only once, whoever places the order', async () => {
    const order = { orderId: 'once', userId: '7', status: 'pending' as const, placedAt, shipTo, ...money };
    await orders.create(order);
    await expect(orders.create({ ...order, userId: '8' })).rejects.toThrow(AlreadyExists);
  });

  it('move an order between the partitions of its status', async () => {
    const order = await orders.create({
      orderId: 'm1',
      userId: 'm',
      status: 'paid',
      placedAt,
      shipTo,
      ...money,
    });
    const shipped = await changeStatus(order, 'shipped');
    expect(shipped).toEqual({
      ...order,
      status: 'shipped',
      shippedAt: '2026-02-01T00:00:00.000Z',
      updatedAt: '2026-02-01T00:00:00.000Z',
    });
    expect(await orders.withStatus.count({ status: 'paid' })).toBe(0);
    expect((await orders.withStatus({ status: 'shipped' })).items).toEqual([shipped]);
    expect((await orders.ofUser({ userId: 'm' })).items).toEqual([shipped]);
  });

  it('do not move an order that somebody else has moved since', async () => {
    const order = await orders.create({
      orderId: 'm2',
      userId: 'm',
      status: 'pending',
      placedAt,
      shipTo,
      ...money,
    });
    await changeStatus(order, 'paid');
    await expect(changeStatus(order, 'shipped')).rejects.toThrow(ConditionFailed);
    expect(await orders.byId({ orderId: 'm2' }, { consistent: true })).toMatchObject({ status: 'paid' });
  });

  it('do not write back the user and time that were read when an order has got others since', async () => {
    const order = await orders.create({
      orderId: 'm3',
      userId: 'm',
      status: 'pending',
      placedAt,
      shipTo,
      ...money,
    });
    await orders.update({ orderId: 'm3' }, { set: { status: 'pending', userId: 'n', placedAt } });
    await expect(changeStatus(order, 'paid')).rejects.toThrow(ConditionFailed);
    expect(await orders.byId({ orderId: 'm3' }, { consistent: true })).toMatchObject({ userId: 'n' });
  });

  it('feature a product and take it out again', async () => {
    await products.create({ productId: 'p1', ...product });
    expect((await products.featured({})).items).toEqual([]);
    await products.update({ productId: 'p1' }, { set: { featuredRank: 3 } });
    expect((await products.featured({})).items).toMatchObject([{ productId: 'p1', featuredRank: 3 }]);
    await products.update({ productId: 'p1' }, { remove: ['featuredRank'] });
    expect((await products.featured({})).items).toEqual([]);
  });
});
