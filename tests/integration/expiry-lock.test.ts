import { readFileSync } from 'node:fs';
import type { Connection } from '../../src/client/connect.ts';
import { or } from '../../src/expressions/condition.ts';
import { lt, missing } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { send } from '../../src/repositories/send.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { contend, shortWaits } from '../integrity/contenders.ts';
import { describeClients, freshTable } from './clients.ts';
import { at, NOW } from './expiry-notes.ts';
import { acquire, Lock, release, renew, site } from './lock.ts';

const Counter = defineEntity<{ counterId: string; count: number; fence?: number }>()({
  name: 'Counter',
  table: site,
  keys: { PK: 'COUNTER#{counterId}', SK: 'COUNTER' },
});

it('The lock that is tested here is the one of docs/locks.md', () => {
  const code = readFileSync('tests/integration/lock.ts', 'utf8')
    .replace('../../src/index.ts', 'monotable')
    .replace('../../src/ttl/index.ts', 'monotable/ttl');
  expect(readFileSync('docs/locks.md', 'utf8')).toContain(`\`\`\`ts\n// lock.ts\n${code}\`\`\``);
});

describeClients('a lock', (engine) => {
  shortWaits();
  let db: Connection;
  let lockId = '0';
  beforeAll(async () => {
    db = await freshTable(engine, site);
  });
  beforeEach(() => {
    lockId = String(Number(lockId) + 1);
  });
  const take = (owner: string, seconds: number) => acquire(db, lockId, owner, at(seconds));
  async function taken(owner: string, seconds: number): Promise<Lock> {
    const lock = await take(owner, seconds);
    if (lock === undefined) throw new Error('The lock is not free.');
    return lock;
  }
  const holder = (seconds: number) => send(db, Lock.get({ lockId }, { now: at(seconds), consistent: true }));

  it('is one owner’s until it expires', async () => {
    expect(await take('ann', 0)).toEqual({ lockId, owner: 'ann', fence: 1, expiresAt: NOW + 30 });
    expect(await take('bob', 29)).toBeUndefined();
    expect(await take('ann', 29)).toBeUndefined();
    expect(await take('bob', 30)).toEqual({ lockId, owner: 'bob', fence: 2, expiresAt: NOW + 60 });
    expect(await holder(59)).toMatchObject({ owner: 'bob' });
    expect(await holder(60)).toBeUndefined();
  });

  it('has a greater number for every holder, however the one before lost it', async () => {
    const released = await taken('ann', 0);
    await release(db, released, at(1));
    const expired = await taken('ann', 1);
    const deleted = await taken('bob', 40);
    await send(db, Lock.delete(deleted));
    const last = await taken('ann', 41);
    expect([released, expired, deleted, last].map(({ fence }) => fence)).toEqual([1, 2, 3, 4]);
  });

  it('is kept by renewing it in time', async () => {
    const lock = await taken('ann', 0);
    const renewed = await renew(db, lock, at(29));
    expect(renewed).toEqual({ ...lock, expiresAt: NOW + 59 });
    expect(await take('bob', 58)).toBeUndefined();
    await expect(renew(db, renewed, at(59))).rejects.toMatchObject({ name: 'NotFound' });
    expect(await take('bob', 59)).toMatchObject({ fence: 2 });
  });

  it('is neither renewed nor released by who has lost it, be it to themselves', async () => {
    const lost = await taken('ann', 0);
    await expect(release(db, lost, at(30))).rejects.toMatchObject({ name: 'NotFound' });
    const next = await taken('ann', 30);
    for (const call of [renew(db, lost, at(31)), release(db, lost, at(31))]) {
      await expect(call).rejects.toMatchObject({ name: 'ConditionFailed', item: next });
    }
    const forged = { ...next, owner: 'eve' };
    await expect(release(db, forged, at(31))).rejects.toMatchObject({ name: 'ConditionFailed' });
    expect(await holder(31)).toEqual(next);
  });

  it.each([2, 20])('is got by one of %i at once: when it is new, expired, released', async (count) => {
    const one = async (seconds: number) => {
      const { won, lost } = await contend(count, (place) => take(`owner-${place}`, seconds));
      expect(lost).toEqual([]);
      const locks = won.filter((lock) => lock !== undefined);
      expect(locks).toHaveLength(1);
      expect(await holder(seconds)).toEqual(locks[0]);
      return locks[0] as Lock;
    };
    const first = await one(0);
    const second = await one(30);
    await release(db, second, at(31));
    const third = await one(31);
    expect([first, second, third].map(({ fence }) => fence)).toEqual([1, 2, 3]);
  });

  it.each([2, 20])('lets %i workers change one item in turn, and loses no change', async (count) => {
    const counterId = lockId;
    await send(db, Counter.put({ counterId, count: 0 }));
    const { lost } = await contend(count, async (place) => {
      let lock: Lock | undefined;
      while (lock === undefined) lock = await take(`worker-${place}`, 0);
      const read = await send(db, Counter.getOrThrow({ counterId }, { consistent: true }));
      const free = or({ fence: missing() }, { fence: lt(lock.fence) });
      await send(db, Counter.put({ counterId, count: read.count + 1, fence: lock.fence }, { if: free }));
      await release(db, lock, at(1));
    });
    expect(lost).toEqual([]);
    expect(await send(db, Counter.get({ counterId }, { consistent: true }))).toEqual({
      counterId,
      count,
      fence: count,
    });
  });

  it('keeps a holder who is late from writing', async () => {
    const counterId = lockId;
    const late = await taken('ann', 0);
    const next = await taken('bob', 30);
    const write = ({ fence }: Lock) =>
      send(
        db,
        Counter.put(
          { counterId, count: fence, fence },
          { if: or({ fence: missing() }, { fence: lt(fence) }) },
        ),
      );
    await write(next);
    await expect(write(late)).rejects.toMatchObject({ name: 'ConditionFailed' });
    const { owner, fence } = late;
    const checked = [
      Lock.check({ lockId }, { now: at(31), if: { owner, fence } }),
      Counter.update({ counterId }, { add: { count: 1 } }),
    ];
    await expect(transactWrite(db, checked)).rejects.toMatchObject({ name: 'TransactionCancelled' });
    expect(await send(db, Counter.get({ counterId }, { consistent: true }))).toMatchObject({ count: 2 });
  });
});
