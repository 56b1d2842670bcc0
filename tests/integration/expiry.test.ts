import type { Connection } from '../../src/client/connect.ts';
import { AlreadyExists, NotFound, type TransactionCancelled } from '../../src/errors.ts';
import { missing } from '../../src/expressions/operators.ts';
import { defineClaim } from '../../src/operations/define-claim.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { expireNow, touch } from '../../src/operations/touch.ts';
import { send } from '../../src/repositories/send.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { failureOf } from '../integrity/contenders.ts';
import { at, Cart, Draft, NOW, Seat, Session, site, User } from '../operations/sessions.ts';
import { describeClients, freshTable } from './clients.ts';

/** Its items live half an hour; every session of these tests is made at `NOW`. */
const LIFE = 1800;
const Hold = defineEntity<{ holdId: string; place: string; expiresAt?: number | null }>()({
  name: 'Hold',
  table: site,
  keys: { PK: 'HOLD#{holdId}', SK: 'HOLD' },
  expiry: {},
});
const Place = defineClaim({ name: 'Place', owner: Hold, keys: { PK: 'PLACE#{place}', SK: 'PLACE' } });

describeClients('items that expire', (engine, client) => {
  let db: Connection;
  let runs = 0;
  let key = { userId: '0', sessionId: 's' };
  beforeAll(async () => {
    db = await freshTable(engine, site, { client: client() });
  });
  beforeEach(() => {
    runs += 1;
    key = { userId: `${runs}`, sessionId: 's' };
  });
  const create = (seconds: number, more = {}) =>
    send(db, Session.create({ ...key, ...more }, { now: at(seconds) }));
  const read = (seconds: number) => send(db, Session.get(key, { now: at(seconds), consistent: true }));
  const stored = async () =>
    (await send(db, Session.get(key, { now: new Date(0), consistent: true })))?.expiresAt;

  it('are there until the second of their expiry, and absent from then on', async () => {
    const made = await create(0);
    expect(made).toEqual({ ...key, expiresAt: NOW + LIFE });
    expect(await read(LIFE - 0.001)).toEqual(made);
    expect(await read(LIFE)).toBeUndefined();
    await expect(send(db, Session.getOrThrow(key, { now: at(LIFE) }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    expect(await transactGet(db, [Session.get(key, { now: at(LIFE - 1) })])).toEqual([made]);
    expect(await transactGet(db, [Session.get(key, { now: at(LIFE) })])).toEqual([undefined]);
    expect(await failureOf(transactGet(db, [Session.getOrThrow(key, { now: at(LIFE) })]))).toBeInstanceOf(
      NotFound,
    );
  });

  it('are replaced by create once they have expired, and not before', async () => {
    const made = await create(0, { visits: 3 });
    await expect(create(LIFE - 1)).rejects.toMatchObject({
      name: 'AlreadyExists',
      message: `Session.create: there is an item with PK "USER#${runs}", SK "SESSION#s" already.`,
      item: made,
    });
    expect(await create(LIFE)).toEqual({ ...key, expiresAt: NOW + 2 * LIFE });
    expect(await read(LIFE)).toEqual({ ...key, expiresAt: NOW + 2 * LIFE });
  });

  it('are never replaced by create when they have no expiry, or null', async () => {
    const cart = { cartId: `null-${runs}`, total: 5, expiresAt: null };
    await send(db, Cart.put(cart as never, { now: at(0) }));
    await expect(
      send(db, Cart.create({ ...cart, total: 6 } as never, { now: at(1e9) })),
    ).rejects.toMatchObject({
      name: 'AlreadyExists',
      item: cart,
    });
    const draft = { draftId: `none-${runs}`, text: 'a' };
    await send(db, Draft.put(draft, { now: at(0) }));
    await expect(send(db, Draft.create(draft, { now: at(1e9) }))).rejects.toMatchObject({
      name: 'AlreadyExists',
    });
  });

  it('are there for every operation when their expiry is null', async () => {
    const cart = { cartId: `live-${runs}`, total: 5, expiresAt: null };
    const now = at(1e9);
    await send(db, Cart.put(cart as never, { now: at(0) }));
    expect(await send(db, Cart.get(cart, { now }))).toEqual(cart);
    await transactWrite(db, [Cart.check(cart, { now })]);
    const absent = await failureOf(transactWrite(db, [Cart.checkAbsent(cart, { now })]));
    expect((absent as TransactionCancelled).find(AlreadyExists)?.item).toEqual(cart);
    expect(await send(db, Cart.update(cart, { set: { total: 6 } }, { now }))).toMatchObject({ total: 6 });
    await send(db, Cart.put({ ...cart, total: 7 } as never, { now, if: { total: 6 } }));
    await send(db, Cart.delete(cart, { now, if: { total: 7 } }));
    expect(await send(db, Cart.get(cart, { now }))).toBeUndefined();
  });

  it('are NotFound to update, touch, expireNow and a conditional delete', async () => {
    await create(0);
    const now = at(LIFE);
    const absent = `there is no Session with PK "USER#${runs}", SK "SESSION#s".`;
    for (const operation of [
      Session.update(key, { set: { visits: 1 } }, { now }),
      Session.update(key, { set: { visits: 1 } }, { now, if: { visits: missing() } }),
      touch(Session, key, { now }),
      expireNow(Session, key, { now }),
    ]) {
      await expect(send<unknown>(db, operation)).rejects.toMatchObject({
        name: 'NotFound',
        message: `Session.update: ${absent}`,
      });
    }
    await expect(send(db, Session.delete(key, { now, if: { visits: missing() } }))).rejects.toMatchObject({
      name: 'NotFound',
      message: `Session.delete: ${absent}`,
    });
    expect(await stored()).toBe(NOW + LIFE);
    expect(await send(db, Session.update(key, { set: { visits: 1 } }, { now: at(LIFE - 1) }))).toMatchObject({
      visits: 1,
    });
  });

  it('live on by touch, end by expireNow, and are deleted by an old delete', async () => {
    await create(0);
    expect(await send(db, touch(Session, key, { now: at(LIFE - 1) }))).toEqual({
      ...key,
      expiresAt: NOW + 2 * LIFE - 1,
    });
    expect(await read(LIFE)).toBeDefined();
    expect(await send(db, expireNow(Session, key, { now: at(LIFE + 5) }))).toMatchObject({
      expiresAt: NOW + LIFE + 5,
    });
    expect(await read(LIFE + 5)).toBeUndefined();
    expect(await stored()).toBe(NOW + LIFE + 5);
    await send(db, Session.delete(key, { now: at(LIFE + 5) }));
    expect(await stored()).toBeUndefined();
  });

  it('are not what put and delete give for the old item', async () => {
    const made = await create(0);
    const next = { ...key, visits: 1 };
    const put = (seconds: number) => send(db, Session.put(next, { now: at(seconds), return: 'old' }));
    expect(await put(1)).toEqual(made);
    expect(await put(LIFE + 1)).toBeUndefined();
    const remove = (seconds: number) => send(db, Session.delete(key, { now: at(seconds), return: 'old' }));
    expect(await remove(2 * LIFE)).toMatchObject({ visits: 1 });
    await create(0);
    expect(await remove(LIFE)).toBeUndefined();
    expect(await stored()).toBeUndefined();
  });

  it('keep, extend or lose their expiry by an update, as the entity says', async () => {
    await create(0);
    const kept = await send(db, Session.update(key, { set: { visits: 1 } }, { now: at(60) }));
    expect(kept).toMatchObject({ expiresAt: NOW + LIFE, visits: 1 });
    const cart = { cartId: `c${runs}` };
    await send(db, Cart.create({ ...cart, total: 1 }, { now: at(0) }));
    const change = (patch: object, seconds: number) =>
      send(db, Cart.update(cart, patch as never, { now: at(seconds) }));
    expect(await change({ add: { total: 1 } }, 60)).toEqual({ ...cart, total: 2, expiresAt: NOW + 3660 });
    expect(await change({ set: { expiresAt: NOW + 90 } }, 60)).toMatchObject({ expiresAt: NOW + 90 });
    expect(await change({ setIn: [[['expiresAt'], NOW + 99]] }, 60)).toMatchObject({ expiresAt: NOW + 99 });
    expect(await change({ remove: ['expiresAt'] }, 60)).toEqual({ ...cart, total: 2 });
    expect(await change({ set: { total: 3 } }, 9000)).toEqual({ ...cart, total: 3, expiresAt: NOW + 12_600 });
    const draft = { draftId: `d${runs}` };
    await send(db, Draft.create({ ...draft, text: 'a', expiresAt: NOW + 60 }, { now: at(0) }));
    const said = await send(db, Draft.update(draft, { set: { expiresAt: NOW + 90 } }, { now: at(0) }));
    expect(said.expiresAt).toBe(NOW + 90);
    expect(await send(db, Draft.update(draft, { set: { text: 'b' } }, { now: at(0) }))).toEqual({
      ...draft,
      text: 'b',
    });
  });

  it('are new to put when they have versions', async () => {
    const seat = { seat: `${runs}` };
    const held = await send(db, Seat.create({ ...seat, holder: 'ann', expiresAt: NOW + 60 }, { now: at(0) }));
    const take = (seconds: number, version?: number) =>
      send(db, Seat.put({ ...seat, holder: 'bob', version } as never, { now: at(seconds) }));
    await expect(take(59)).rejects.toMatchObject({
      name: 'VersionConflict',
      message: `Seat.put: the item with PK "SEAT#${runs}", SK "SEAT" has version 1, and none was read.`,
    });
    await expect(take(60, 1)).rejects.toMatchObject({ name: 'NotFound' });
    expect(await take(60)).toEqual({ ...seat, holder: 'bob', version: 1 });
    await send(db, Seat.delete({ ...seat, version: 1 }, { now: at(60) }));
    await send(db, Seat.put({ ...held, version: undefined } as never, { now: at(0) }));
    await expect(send(db, Seat.delete(held, { now: at(60) }))).rejects.toMatchObject({ name: 'NotFound' });
    const conditional = Seat.put({ ...seat, holder: 'eve', version: undefined } as never, {
      now: at(60),
      if: { holder: 'ann' },
    });
    await expect(send(db, conditional)).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('fulfil no condition of a put', async () => {
    await create(0, { visits: 1 });
    const put = (seconds: number) => send(db, Session.put(key, { now: at(seconds), if: { visits: 1 } }));
    await expect(put(LIFE)).rejects.toMatchObject({ name: 'ConditionFailed', item: undefined });
    expect(await put(LIFE - 1)).toEqual({ ...key, expiresAt: NOW + 2 * LIFE - 1 });
  });

  it('are absent to the checks of a transaction', async () => {
    await create(0);
    const now = at(LIFE);
    const user = (name: string) => User.put({ userId: `tx-${runs}`, name });
    const refused = await failureOf(transactWrite(db, [user('a'), Session.check(key, { now })]));
    expect((refused as TransactionCancelled).find(NotFound)?.message).toMatch(
      /^Session\.check: there is no Session/,
    );
    await transactWrite(db, [user('b'), Session.checkAbsent(key, { now })]);
    await transactWrite(db, [user('c'), Session.check(key, { now: at(LIFE - 1) })]);
    const present = await failureOf(
      transactWrite(db, [user('d'), Session.checkAbsent(key, { now: at(LIFE - 1) })]),
    );
    expect((present as TransactionCancelled).find(AlreadyExists)?.item).toMatchObject(key);
    expect(await send(db, User.get({ userId: `tx-${runs}` }, { consistent: true }))).toMatchObject({
      name: 'c',
    });
  });

  it('free what they claimed together with themselves', async () => {
    const hold = { holdId: 'h', place: `${runs}`, expiresAt: NOW + 60 };
    const take = (one: typeof hold, seconds: number) =>
      transactWrite(db, [Hold.create(one, { now: at(seconds) }), Place.claim(one, { now: at(seconds) })]);
    await take(hold, 0);
    await expect(take({ ...hold, holdId: 'i', expiresAt: NOW + 99 }, 59)).rejects.toMatchObject({
      name: 'TransactionCancelled',
    });
    await take({ ...hold, expiresAt: NOW + 120 }, 60);
    await expect(take({ ...hold, expiresAt: NOW + 200 }, 119)).rejects.toMatchObject({
      name: 'TransactionCancelled',
    });
    await take({ ...hold, holdId: 'i', expiresAt: NOW + 200 }, 120);
    await send(db, Hold.delete(hold));
    await send(db, Hold.delete({ holdId: 'i' }));
  });
});
