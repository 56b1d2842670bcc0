import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Connection } from '../../src/client/connect.ts';
import { ConditionFailed, NotFound, TransactionCancelled, VersionConflict } from '../../src/errors.ts';
import { gt } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { send } from '../../src/repositories/send.ts';
import { defineTable } from '../../src/table/table.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { contend, failureOf } from './contenders.ts';
import { Cart, type CartItem, shop } from './shop.ts';

const upgraded = defineTable({ name: 'upgraded' });
/** Says of a cart that was written before there were versions that it has none. */
const OldCart = defineEntity<CartItem>()({
  name: 'Cart',
  table: upgraded,
  keys: { PK: 'CART#{cartId}', SK: 'CART' },
  version: 'version',
  upgrade: (item) => ({ version: undefined, ...item, count: Number(item.count) }) as CartItem,
});

describeEngines('versions', (engine) => {
  let db: Connection;
  let carts: ReturnType<typeof cartsOver>;
  beforeAll(async () => {
    db = await freshTable(engine, shop);
    carts = cartsOver(db);
  });

  const present = (cartId: string) => carts.get({ cartId }, { consistent: true });
  /** A cart as it was before there were versions. */
  const putLegacy = (to: Connection, cartId: string, count: object) =>
    engine.client().send(
      new PutItemCommand({
        TableName: to.tableName,
        Item: {
          PK: { S: `CART#${cartId}` },
          SK: { S: 'CART' },
          EntityType: { S: 'Cart' },
          cartId: { S: cartId },
          count: count as { N: string },
        },
      }),
    );

  it('are counted by every write, from the first on', async () => {
    const created = await carts.create({ cartId: 'counted', count: 0 });
    expect(created.version).toBe(1);
    const updated = await carts.update(created, { set: { count: 1 } });
    expect(updated).toEqual({ cartId: 'counted', count: 1, version: 2 });
    const put = await carts.put({ ...updated, note: 'x' });
    expect(put).toEqual({ cartId: 'counted', count: 1, note: 'x', version: 3 });
    expect(await present('counted')).toEqual(put);
    expect(await carts.update(put, { add: { count: 1 } }, { return: 'old' })).toEqual(put);
    const old = await carts.put({ ...put, version: 4 }, { return: 'old' });
    expect(old).toEqual({ ...put, count: 2, version: 4 });
    expect(await carts.delete({ ...put, version: 5 }, { return: 'old' })).toEqual({ ...put, version: 5 });
    expect(await present('counted')).toBeUndefined();
  });

  it.each([
    ['put', (old: CartItem) => carts.put({ ...old, count: 9 })],
    ['update', (old: CartItem) => carts.update({ ...old, version: 1 }, { set: { count: 9 } })],
    ['delete', (old: CartItem) => carts.delete({ ...old, version: 1 })],
  ])('let no %s over a newer item', async (name, write) => {
    const cartId = `newer-${name}`;
    const old = await carts.create({ cartId, count: 0 });
    const newer = await carts.put({ ...old, count: 1 });
    const error = await failureOf(write(old));
    expect(error).toBeInstanceOf(VersionConflict);
    expect(error).toMatchObject({
      message: `Cart.${name}: the item with PK "CART#${cartId}", SK "CART" has version 2, and 1 was read.`,
      entity: 'Cart',
      operation: `Cart.${name}`,
      key: { PK: `CART#${cartId}`, SK: 'CART' },
      item: newer,
      maybeApplied: false,
      cause: expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    });
    expect(await present(cartId)).toEqual(newer);
  });

  it('let nothing over an item that came back to the same content', async () => {
    const old = await carts.create({ cartId: 'back', count: 0 });
    const twice = await carts.put({ ...(await carts.put({ ...old, count: 1 })), count: 0 });
    expect(twice).toEqual({ ...old, version: 3 });
    await expect(carts.put({ ...old, count: 5 })).rejects.toBeInstanceOf(VersionConflict);
  });

  it('do not tell an item from the one before it that was deleted, unless it begins above that', async () => {
    const old = await carts.create({ cartId: 'again', count: 0 });
    await carts.delete(old);
    await carts.create({ cartId: 'again', count: 5 });
    expect(await carts.put({ ...old, count: 1 })).toMatchObject({ version: 2 });
    await carts.delete({ cartId: 'again', version: 2 });
    await carts.create({ cartId: 'again', count: 5, version: 3 });
    await expect(carts.put({ ...old, count: 1 })).rejects.toBeInstanceOf(VersionConflict);
  });

  it.each([
    ['put', (gone: CartItem) => carts.put(gone)],
    ['update', (gone: CartItem) => carts.update({ ...gone, version: 1 }, { set: { count: 9 } })],
    ['delete', (gone: CartItem) => carts.delete({ ...gone, version: 1 })],
  ])('make %s of what is gone NotFound, and never write it anew', async (name, write) => {
    const gone = await carts.create({ cartId: `gone-${name}`, count: 0 });
    await carts.delete({ ...gone, version: 1 });
    const error = await failureOf(write(gone));
    expect(error).toBeInstanceOf(NotFound);
    expect(error.message).toBe(`Cart.${name}: there is no Cart with PK "CART#gone-${name}", SK "CART".`);
    expect(await present(`gone-${name}`)).toBeUndefined();
  });

  it('leave a false condition of the caller ConditionFailed', async () => {
    const cart = await carts.create({ cartId: 'condition', count: 1 });
    const guard = { if: { count: gt(5) } };
    for (const write of [
      carts.put(cart, guard),
      carts.update({ ...cart, version: 1 }, { set: { count: 2 } }, guard),
      carts.delete({ ...cart, version: 1 }, guard),
    ]) {
      const error = await failureOf(write);
      expect(error).toBeInstanceOf(ConditionFailed);
      expect(error).toMatchObject({ item: cart });
    }
    const stale = await failureOf(carts.put({ ...cart, version: 7 }, guard));
    expect(stale).toBeInstanceOf(VersionConflict);
    await carts.put(cart, { if: { count: 1 } });
    expect(await present('condition')).toEqual({ ...cart, version: 2 });
  });

  it('begin at an item of older days, once', async () => {
    await putLegacy(db, 'legacy', { N: '5' });
    const legacy = { cartId: 'legacy', version: undefined };
    await expect(carts.put({ cartId: 'legacy', count: 0, version: 1 })).rejects.toThrow(
      'Cart.put: the item with PK "CART#legacy", SK "CART" has version none, and 1 was read.',
    );
    expect(await carts.update(legacy, { add: { count: 1 } })).toMatchObject({ count: 6, version: 1 });
    await expect(carts.update(legacy, { add: { count: 1 } })).rejects.toThrow(
      'Cart.update: the item with PK "CART#legacy", SK "CART" has version 1, and none was read.',
    );
    await putLegacy(db, 'legacy-put', { N: '5' });
    expect(await carts.put({ cartId: 'legacy-put', count: 6 })).toMatchObject({ version: 1 });
    await expect(carts.put({ cartId: 'legacy-put', count: 7 })).rejects.toBeInstanceOf(VersionConflict);
    await putLegacy(db, 'legacy-deleted', { N: '5' });
    await carts.delete({ cartId: 'legacy-deleted', version: undefined });
    expect(await present('legacy-deleted')).toBeUndefined();
  });

  it('go with an upgrade that says that there was none', async () => {
    const old = await freshTable(engine, upgraded);
    const oldCarts = repository(old, OldCart);
    await putLegacy(old, 'old', { S: '5' });
    const read = await oldCarts.getOrThrow({ cartId: 'old' });
    expect(read).toEqual({ cartId: 'old', count: 5, version: undefined });
    const written = await oldCarts.update({ ...read, version: read.version }, { set: { count: 6 } });
    expect(written).toEqual({ cartId: 'old', count: 6, version: 1 });
    // The item in the way is told as the caller reads it.
    await putLegacy(old, 'other', { S: '5' });
    const error = await failureOf(oldCarts.put({ cartId: 'other', count: 1, version: 3 }));
    expect(error).toMatchObject({ name: 'VersionConflict', item: { cartId: 'other', count: 5 } });
  });

  it.each([2, 20])('let one of %i creates, puts, updates and deletes at once through', async (count) => {
    const cartId = `race-${count}`;
    const creates = await contend(count, () => carts.create({ cartId, count: 0 }));
    expect(creates.won).toHaveLength(1);
    expect(new Set(creates.lost.map(({ name }) => name))).toEqual(new Set(['AlreadyExists']));
    const cart = { cartId, count: 0, version: 1 };
    const puts = await contend(count, (place) => carts.put({ ...cart, count: place }));
    expect(puts.won).toHaveLength(1);
    expect(puts.lost.every((error) => error instanceof VersionConflict)).toBe(true);
    expect(await present(cartId)).toEqual(puts.won[0]);
    const updates = await contend(count, () => carts.update({ cartId, version: 2 }, { add: { count: 100 } }));
    expect([updates.won.length, updates.lost.length]).toEqual([1, count - 1]);
    expect(await present(cartId)).toMatchObject({ count: Number(puts.won[0]?.count) + 100, version: 3 });
    const deletes = await contend(count, () => carts.delete({ cartId, version: 3 }));
    expect(deletes.won).toHaveLength(1);
    expect(new Set(deletes.lost.map(({ name }) => name))).toEqual(
      new Set(deletes.lost.length === 0 ? [] : ['NotFound']),
    );
  });

  it('hold in a transaction, for what it writes and for what it only checks', async () => {
    const read = await carts.create({ cartId: 'checked', count: 0 });
    await carts.create({ cartId: 'written', count: 0 });
    const write = () =>
      transactWrite(db, [
        Cart.check(read),
        Cart.update({ cartId: 'written', version: 1 }, { add: { count: 1 } }),
      ]);
    await send(db, Cart.put({ ...read, note: 'newer' }));
    const error = await failureOf(write());
    expect(error).toBeInstanceOf(TransactionCancelled);
    const conflict = (error as TransactionCancelled).find(VersionConflict);
    expect(conflict?.message).toBe(
      'Cart.check: the item with PK "CART#checked", SK "CART" has version 2, and 1 was read.',
    );
    expect(conflict?.item).toEqual({ ...read, note: 'newer', version: 2 });
    expect(await present('written')).toMatchObject({ count: 0, version: 1 });
    read.version = 2;
    const [checked, updated] = await write();
    expect([checked, updated]).toEqual([undefined, undefined]);
    expect(await present('written')).toMatchObject({ count: 1, version: 2 });
    expect(await present('checked')).toMatchObject({ version: 2 });
  });
});

function cartsOver(db: Connection) {
  return repository(db, Cart);
}
