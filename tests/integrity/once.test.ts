import { type Connection, connect } from '../../src/client/connect.ts';
import { InProgress, ValueError } from '../../src/errors.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { type OnceRecord, once } from '../../src/repositories/once.ts';
import { send } from '../../src/repositories/send.ts';
import { defineTable } from '../../src/table/table.ts';
import { freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { Charge, ledger, slowWork } from './charges.ts';
import { contend, failureOf } from './contenders.ts';

/** Any result, or none. */
const results = defineTable({ name: 'results', partitionKey: 'id', sortKey: null, ttl: 'until' });
const Job = defineEntity<OnceRecord<unknown> & { jobId: string; until: number }>()({
  name: 'Job',
  table: results,
  keys: { id: 'JOB#{jobId}' },
  stamps: true,
});

const NOW = 1_800_000_000;
const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const KEPT = 14 * DAY;

describeEngines('once', (engine) => {
  let real: Connection;
  let seconds = NOW;
  beforeAll(async () => {
    real = await freshTable(engine, ledger);
  });
  beforeEach(() => {
    seconds = NOW;
  });
  /** A connection whose clock the test turns. */
  const db = () =>
    connect({
      table: ledger,
      tableName: real.tableName,
      client: real.client,
      now: () => new Date(seconds * 1000),
    });
  const recordOf = (orderId: string) => send(real, Charge.get({ orderId }, { consistent: true }));
  const never = () => Promise.reject(new Error('This work is not to be done.'));

  it('does the work, and keeps its result for 14 days', async () => {
    const result = await once(db(), Charge, { orderId: 'a' }, async () => ({ receipt: 'r1' }));
    expect(result).toEqual({ receipt: 'r1' });
    expect(await recordOf('a')).toEqual({
      orderId: 'a',
      holder: expect.stringMatching(/^[0-9a-f-]{36}$/),
      heldUntil: NOW + 5 * MINUTE,
      done: true,
      result: { receipt: 'r1' },
      expiresAt: NOW + KEPT,
    });
  });

  it('gives the kept result to every later caller, without the work', async () => {
    await once(db(), Charge, { orderId: 'b' }, async () => ({ receipt: 'r1' }));
    seconds = NOW + KEPT - 1;
    expect(await once(db(), Charge, { orderId: 'b' }, never)).toEqual({ receipt: 'r1' });
    expect(await once(db(), Charge, { orderId: 'b' }, never)).toEqual({ receipt: 'r1' });
  });

  it('takes only the key out of what it is given as one', async () => {
    const message = { orderId: 'c', holder: 'forged', done: true, result: { receipt: 'forged' } };
    expect(await once(db(), Charge, message, async () => ({ receipt: 'r1' }))).toEqual({ receipt: 'r1' });
  });

  it('keeps the result as long as it is told, counted from the end of the work', async () => {
    const work = async () => {
      seconds += 100;
      return { receipt: 'r1' };
    };
    await once(db(), Charge, { orderId: 'd' }, work, { keep: { days: 30 }, lease: { minutes: 10 } });
    expect(await recordOf('d')).toMatchObject({
      heldUntil: NOW + 10 * MINUTE,
      expiresAt: NOW + 100 + 30 * DAY,
    });
  });

  it('keeps its record at least until the lease ends', async () => {
    const slow = slowWork('r1');
    const options = { keep: { seconds: 1 }, lease: { minutes: 5 } };
    const first = once(db(), Charge, { orderId: 'e' }, slow.work, options);
    await slow.started;
    expect(await recordOf('e')).toMatchObject({ expiresAt: NOW + 5 * MINUTE });
    slow.finish();
    await first;
    expect(await recordOf('e')).toMatchObject({ expiresAt: NOW + 1 });
  });

  it('counts a record that has expired as none, though it is still there', async () => {
    await once(db(), Charge, { orderId: 'f' }, async () => ({ receipt: 'r1' }));
    seconds = NOW + KEPT;
    expect(await once(db(), Charge, { orderId: 'f' }, async () => ({ receipt: 'r2' }))).toEqual({
      receipt: 'r2',
    });
    expect(await recordOf('f')).toMatchObject({ result: { receipt: 'r2' }, expiresAt: NOW + 2 * KEPT });
  });

  it.each([2, 20])('lets one of %i callers at once do the work', async (count) => {
    const orderId = `at-once-${count}`;
    let runs = 0;
    const { won, lost } = await contend(count, () =>
      once(db(), Charge, { orderId }, async () => ({ receipt: `r${++runs}` })),
    );
    expect(runs).toBe(1);
    expect(won.length).toBeGreaterThanOrEqual(1);
    for (const result of won) expect(result).toEqual({ receipt: 'r1' });
    for (const error of lost) expect(error).toBeInstanceOf(InProgress);
    expect(await recordOf(orderId)).toMatchObject({ done: true, result: { receipt: 'r1' } });
  });

  it('is InProgress for the others while one is at it', async () => {
    const slow = slowWork('r1');
    const first = once(db(), Charge, { orderId: 'g' }, slow.work);
    await slow.started;
    const { won, lost } = await contend(20, () => once(db(), Charge, { orderId: 'g' }, never));
    expect([won.length, lost.length]).toEqual([0, 20]);
    expect(lost[0]).toBeInstanceOf(InProgress);
    expect(lost[0]).toMatchObject({
      message: 'once: another caller is at Charge with PK "CHARGE#g", SK "CHARGE".',
      entity: 'Charge',
      operation: 'once',
      key: { PK: 'CHARGE#g', SK: 'CHARGE' },
    });
    slow.finish();
    expect(await first).toEqual({ receipt: 'r1' });
    expect(await once(db(), Charge, { orderId: 'g' }, never)).toEqual({ receipt: 'r1' });
  });

  it('throws what the work throws, and leaves no record, so that it can begin at once', async () => {
    const broken = new Error('The card was refused.');
    expect(await failureOf(once(db(), Charge, { orderId: 'h' }, () => Promise.reject(broken)))).toBe(broken);
    expect(await recordOf('h')).toBeUndefined();
    expect(await once(db(), Charge, { orderId: 'h' }, async () => ({ receipt: 'r2' }))).toEqual({
      receipt: 'r2',
    });
    const thrower = () => {
      throw broken;
    };
    expect(await failureOf(once(db(), Charge, { orderId: 'h2' }, thrower))).toBe(broken);
    expect(await recordOf('h2')).toBeUndefined();
  });

  describe('when the lease is over', () => {
    it('lets another caller begin, from that second on', async () => {
      const dead = slowWork('r1');
      // Nobody waits for it: its process is gone.
      const lost = once(db(), Charge, { orderId: 'i' }, dead.work);
      await dead.started;
      seconds = NOW + 5 * MINUTE - 1;
      expect(await failureOf(once(db(), Charge, { orderId: 'i' }, never))).toBeInstanceOf(InProgress);
      seconds = NOW + 5 * MINUTE;
      expect(await once(db(), Charge, { orderId: 'i' }, async () => ({ receipt: 'r2' }))).toEqual({
        receipt: 'r2',
      });
      dead.finish(new Error('gone'));
      await failureOf(lost);
    });

    it.each([2, 20])('lets one of %i begin', async (count) => {
      const orderId = `over-${count}`;
      const dead = slowWork('r1');
      const lost = once(db(), Charge, { orderId }, dead.work);
      await dead.started;
      seconds = NOW + 5 * MINUTE;
      let runs = 0;
      const outcome = await contend(count, () =>
        once(db(), Charge, { orderId }, async () => ({ receipt: `new ${++runs}` })),
      );
      expect(runs).toBe(1);
      for (const result of outcome.won) expect(result).toEqual({ receipt: 'new 1' });
      for (const error of outcome.lost) expect(error).toBeInstanceOf(InProgress);
      dead.finish();
      // The one that was too slow has the result that was kept.
      expect(await lost).toEqual({ receipt: 'new 1' });
    });

    it('is InProgress for the slow one while the other is at it', async () => {
      const [slow, next] = [slowWork('r1'), slowWork('r2')];
      const first = once(db(), Charge, { orderId: 'j' }, slow.work);
      await slow.started;
      seconds = NOW + 5 * MINUTE;
      const second = once(db(), Charge, { orderId: 'j' }, next.work);
      await next.started;
      slow.finish();
      const error = await failureOf(first);
      expect(error).toBeInstanceOf(InProgress);
      expect(error.message).toBe(
        'once: the work for Charge with PK "CHARGE#j", SK "CHARGE" took longer than its lease, and its result was not kept, for another caller has begun it.',
      );
      next.finish();
      expect(await second).toEqual({ receipt: 'r2' });
      expect(await recordOf('j')).toMatchObject({ result: { receipt: 'r2' } });
    });

    it('does not let the slow one, when it fails, take the record of the other away', async () => {
      const [slow, next] = [slowWork('r1'), slowWork('r2')];
      const first = once(db(), Charge, { orderId: 'k' }, slow.work);
      await slow.started;
      seconds = NOW + 5 * MINUTE;
      const second = once(db(), Charge, { orderId: 'k' }, next.work);
      await next.started;
      slow.finish(new Error('too late'));
      expect((await failureOf(first)).message).toBe('too late');
      expect(await failureOf(once(db(), Charge, { orderId: 'k' }, never))).toBeInstanceOf(InProgress);
      next.finish();
      expect(await second).toEqual({ receipt: 'r2' });
    });

    it('still keeps the result of the slow one, if nobody else has begun', async () => {
      const slow = slowWork('r1');
      const first = once(db(), Charge, { orderId: 'l' }, slow.work);
      await slow.started;
      seconds = NOW + 2 * KEPT;
      slow.finish();
      expect(await first).toEqual({ receipt: 'r1' });
      expect(await once(db(), Charge, { orderId: 'l' }, never)).toEqual({ receipt: 'r1' });
    });

    it('tells the slow one that its record is gone', async () => {
      const slow = slowWork('r1');
      const first = once(db(), Charge, { orderId: 'm' }, slow.work);
      await slow.started;
      await send(real, Charge.delete({ orderId: 'm' }));
      slow.finish();
      expect(await failureOf(first)).toBeInstanceOf(InProgress);
    });
  });

  it('keeps any result that can be stored, also none', async () => {
    const jobs = await freshTable(engine, results);
    const kept = { list: [1, null, 'x'], big: 2n ** 80n, set: new Set(['a']), data: new Uint8Array([1]) };
    for (const [jobId, result] of [
      ['undefined', undefined],
      ['null', null],
      ['false', false],
      ['text', ''],
      ['all', kept],
    ] as const) {
      expect(await once(jobs, Job, { jobId }, async () => result)).toEqual(result);
      expect(await once(jobs, Job, { jobId }, never)).toEqual(result);
    }
  });

  it('is a ValueError for a result that cannot, and the work counts as done: nobody does it again', async () => {
    const unstorable = (async () => ({ receipt: new Date(0) })) as never;
    const error = await failureOf(once(db(), Charge, { orderId: 'n' }, unstorable));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toBe(
      'Charge.result.receipt is a Date 1970-01-01T00:00:00.000Z; store an ISO string or an epoch number.',
    );
    seconds = NOW + 10 * MINUTE;
    expect(await once(db(), Charge, { orderId: 'n' }, never)).toBeUndefined();
  });

  describe('with an abort signal', () => {
    it('that is aborted sends nothing and does nothing', async () => {
      const abortSignal = AbortSignal.abort();
      const error = await failureOf(once(db(), Charge, { orderId: 'o' }, never, { abortSignal }));
      expect(error.name).toBe('AbortError');
      expect(await recordOf('o')).toBeUndefined();
    });

    it('that is aborted during the work keeps its result all the same', async () => {
      const controller = new AbortController();
      const work = async () => {
        controller.abort();
        return { receipt: 'r1' };
      };
      const { signal: abortSignal } = controller;
      expect(await once(db(), Charge, { orderId: 'p' }, work, { abortSignal })).toEqual({ receipt: 'r1' });
      expect(await recordOf('p')).toMatchObject({ done: true });
    });

    it('that the work obeys leaves no record', async () => {
      const controller = new AbortController();
      const { signal: abortSignal } = controller;
      const work = async () => {
        controller.abort();
        abortSignal.throwIfAborted();
        return { receipt: 'r1' };
      };
      const error = await failureOf(once(db(), Charge, { orderId: 'q' }, work, { abortSignal }));
      expect(error.name).toBe('AbortError');
      expect(await recordOf('q')).toBeUndefined();
    });
  });
});
