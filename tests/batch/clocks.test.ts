import { setTimeout as wait } from 'node:timers/promises';
import { virtualClock } from '../../scripts/soak/virtualClock.ts';
import { batchGet, batchWrite, bulkLoad, connect, type DrainClock } from '../../src/index.ts';
import { error, memoryTable, puts, RowItem, table } from './bulk-table.ts';
import { fakeClient } from './fake-client.ts';

/** The first that anybody would write: it rejects when the signal is aborted. */
const rejecting: DrainClock = {
  now: Date.now,
  random: () => 0.9,
  sleep: (ms, signal) => wait(ms, undefined, signal && { signal }),
};

describe('a clock that rejects a wait when it is aborted', () => {
  const throttled = () => memoryTable(rejecting, () => ({ before: error('ThrottlingException') })).db;

  test('ends a batch as any other', async () => {
    const options = { clock: rejecting, abortSignal: AbortSignal.timeout(100) };
    expect(await batchWrite(throttled(), [...puts(30)], options)).toMatchObject({
      stopped: 'aborted',
      counts: { unprocessed: 30 },
    });
  });

  test('ends a load as any other', async () => {
    const options = { clock: rejecting, abortSignal: AbortSignal.timeout(100) };
    expect(await bulkLoad(throttled(), puts(30), options)).toMatchObject({ stopped: 'aborted', read: 30 });
  });

  test('and leaves nothing unhandled after a load that made its deadline', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    const { db } = memoryTable(rejecting);
    const deadline = new Date(Date.now() + 60_000);
    expect(await bulkLoad(db, puts(30), { clock: rejecting, deadline })).toMatchObject({ complete: true });
    await wait(20);
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});

test('a clock that fails ends a batch, and the report tells', async () => {
  const broken = { ...virtualClock(), sleep: async () => Promise.reject(new Error('No battery.')) };
  const { db } = memoryTable(virtualClock(), () => ({ before: error('ThrottlingException') }));
  const batch = await batchWrite(db, [...puts(30)], { clock: broken });
  expect(batch).toMatchObject({ stopped: 'error', cause: new Error('No battery.') });
  expect(await bulkLoad(db, puts(30), { clock: broken })).toMatchObject({ stopped: 'error' });
  const deadline = new Date(broken.now() + 60_000);
  expect(await bulkLoad(db, puts(3), { clock: broken, deadline })).toMatchObject({ stopped: 'error' });
});

describe('a clock whose waits take no time', () => {
  /** With answers that come from outside of this turn of the event loop. */
  const client = fakeClient(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return {};
  });
  const db = connect({ table, client });

  test.each([
    ['that stands still', () => 1_000],
    ['that goes on', Date.now],
  ])('%s lets a load with a deadline do its work', async (_, now) => {
    let sleeps = 0;
    const sleep = async () => {
      sleeps += 1;
    };
    const deadline = new Date(now() + 60_000);
    const report = await bulkLoad(db, puts(1), { clock: { now, random: () => 0.5, sleep }, deadline });
    expect(report).toMatchObject({ written: 1, stopped: undefined });
    expect(sleeps).toBeLessThan(10_000);
  });
});

describe('a clock that is set back', () => {
  function setBack() {
    const inner = virtualClock();
    let behind = 0;
    const clock: DrainClock = { ...inner, now: () => inner.now() - behind };
    return {
      inner,
      clock,
      jump: () => {
        behind += 19_000;
      },
    };
  }

  test('gives no negative times', async () => {
    const { clock, jump } = setBack();
    const { db } = memoryTable(clock);
    const marks: number[] = [];
    const onProgress = ({ ms }: { ms: number }) => void marks.push(ms);
    const source = function* () {
      yield* puts(100);
      jump();
      yield* puts(900, 100);
    };
    const load = await bulkLoad(db, source(), { clock, onProgress });
    expect(Math.min(...marks, load.ms)).toBeGreaterThan(0);
    expect(marks).toEqual(marks.toSorted((a, b) => a - b));
    const options = { clock, onProgress: jump };
    expect((await batchWrite(db, [...puts(50)], options)).ms).toBeGreaterThan(0);
    expect((await batchGet(db, [RowItem.get({ id: '1' })], options)).ms).toBeGreaterThanOrEqual(0);
  });

  test('does not put off a deadline by as much', async () => {
    const { clock, jump, inner } = setBack();
    const { db } = memoryTable(clock);
    async function* source() {
      yield* puts(30);
      await clock.sleep(2_000, undefined);
      jump();
      await new Promise(() => {});
    }
    const started = inner.now();
    const deadline = new Date(clock.now() + 5_000);
    expect(await bulkLoad(db, source(), { clock, deadline })).toMatchObject({ stopped: 'deadline' });
    // What was waited for when it happened may be waited for again.
    expect(inner.now() - started).toBeLessThan(5_000 + 5_000 + 100);
  });
});
