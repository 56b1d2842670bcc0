import { jest } from '@jest/globals';
import { virtualClock } from '../../scripts/soak/virtualClock.ts';
import { type BatchWriteOperation, batchGet, batchWrite, bulkLoad, connect } from '../../src/index.ts';
import { error, memoryTable, puts, RowItem, table } from './bulk-table.ts';
import { fakeClient } from './fake-client.ts';

const never = () => new Promise<never>(() => {});

/** A signal that counts who listens to it. */
function watchedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  let most = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: unknown[]) => {
    listeners += 1;
    most = Math.max(most, listeners);
    Reflect.apply(addEventListener, signal, args);
  };
  signal.removeEventListener = (...args: unknown[]) => {
    listeners -= 1;
    Reflect.apply(removeEventListener, signal, args);
  };
  return { controller, signal, listeners: () => listeners, most: () => most };
}

describe('a signal that outlives its batches', () => {
  test('has one listener, however many batches run, and none after them', async () => {
    const any = jest.spyOn(AbortSignal, 'any');
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const reads = connect({ table, client: fakeClient(() => ({})) });
    const watched = watchedSignal();
    const options = { clock, abortSignal: watched.signal };
    await Promise.all([
      batchWrite(db, [...puts(100)], options),
      batchWrite(db, [...puts(100)], options),
      batchGet(reads, [RowItem.get({ id: '1' })], options),
      bulkLoad(db, puts(100), { ...options, deadline: new Date(clock.now() + 60_000) }),
    ]);
    expect([watched.most(), watched.listeners()]).toEqual([1, 0]);
    await batchWrite(db, [], options);
    expect(watched.listeners()).toBe(0);
    // What it derives is kept by the signal, on some versions of Node for ever.
    expect(any).not.toHaveBeenCalled();
    any.mockRestore();
  });

  test('ends all of them, with its reason', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock, () => ({ unprocessed: () => true }));
    const watched = watchedSignal();
    const options = { clock, abortSignal: watched.signal };
    const reason = new Error('Shutting down.');
    const running = Promise.all([
      batchWrite(db, [...puts(30)], options),
      batchWrite(db, [...puts(30)], { ...options, onProgress: () => watched.controller.abort(reason) }),
      bulkLoad(db, puts(30), options),
    ]);
    for (const report of await running) expect(report).toMatchObject({ stopped: 'aborted' });
    expect((await running)[2].cause).toBe(reason);
    expect(watched.listeners()).toBe(0);
  });
});

describe('what comes when everything is done has ended nothing', () => {
  test('an abort after the last answer', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const stop = new AbortController();
    const saved: number[] = [];
    const options = { clock, abortSignal: stop.signal };
    const report = await bulkLoad(db, puts(25), {
      ...options,
      onProgress: () => stop.abort(),
      onCheckpoint: (position) => void saved.push(position),
    });
    expect(report).toMatchObject({ written: 25, position: 25, stopped: undefined, cause: undefined });
    expect(report.throwIfIncomplete()).toBe(report);
    expect(saved).toEqual([25]);
  });

  test('a deadline while the last answer is awaited', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock, undefined, { latency: 400 });
    const deadline = new Date(clock.now() + 100);
    const load = await bulkLoad(db, puts(25), { clock, deadline });
    expect(load).toMatchObject({ written: 25, complete: true, stopped: undefined });
    const batch = await batchWrite(db, [...puts(25)], { clock, deadline: new Date(clock.now() + 100) });
    expect(batch).toMatchObject({ complete: true, stopped: undefined });
  });

  test('but an error of a callback after the last answer is told', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const onProgress = () => {
      throw new Error('No terminal.');
    };
    const report = await bulkLoad(db, puts(25), { clock, onProgress });
    expect(report).toMatchObject({ written: 25, position: 25, complete: false, stopped: 'error' });
  });

  test('an abort before the source has said that it is at its end has ended it', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const stop = new AbortController();
    async function* source() {
      yield* puts(25);
      await never();
    }
    const options = { clock, abortSignal: stop.signal, onProgress: () => stop.abort() };
    expect(await bulkLoad(db, source(), options)).toMatchObject({ written: 25, stopped: 'aborted' });
  });
});

describe('nothing that hangs holds up an abort', () => {
  /** What hangs, and aborts the call as soon as it does. */
  function hanging() {
    const stop = new AbortController();
    const hang = () => {
      setTimeout(() => stop.abort(new Error('Enough.')));
      return never();
    };
    return { hang, abortSignal: stop.signal };
  }
  const aborted = { stopped: 'aborted', cause: new Error('Enough.') };

  test('a list of promises', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const { hang, abortSignal } = hanging();
    function* source() {
      yield* puts(1);
      yield hang() as never;
    }
    expect(await bulkLoad(db, source(), { clock, abortSignal })).toMatchObject({ ...aborted, read: 1 });
  });

  test('nor a deadline', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const source = [...puts(1), never()] as BatchWriteOperation[];
    const report = await bulkLoad(db, source, { clock, deadline: new Date(clock.now() + 500) });
    expect(report).toMatchObject({ stopped: 'deadline', read: 1 });
  });

  test('a source that does not close after an error of the service', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock, () => ({ before: error('AccessDeniedException') }));
    const rows = puts(10_000);
    const { hang, abortSignal } = hanging();
    const source = { [Symbol.asyncIterator]: () => ({ next: async () => rows.next(), return: hang }) };
    const report = await bulkLoad(db, source, { clock, abortSignal });
    // It was the error that ended it.
    expect(report).toMatchObject({ stopped: 'error', cause: { name: 'AccessDeniedException' } });
  });

  test('a progress listener', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const load = hanging();
    const report = await bulkLoad(db, puts(5_000), {
      clock,
      abortSignal: load.abortSignal,
      onProgress: load.hang,
    });
    expect(report).toMatchObject(aborted);
    const batch = hanging();
    const { abortSignal } = batch;
    const written = await batchWrite(db, [...puts(5_000)], { clock, abortSignal, onProgress: batch.hang });
    expect(written).toMatchObject({ stopped: 'aborted' });
  });

  test('a progress listener of reads', async () => {
    const { hang, abortSignal } = hanging();
    const db = connect({ table, client: fakeClient(() => ({})) });
    const gets = Array.from({ length: 5_000 }, (_, n) => RowItem.get({ id: String(n) }));
    const options = { clock: virtualClock(), abortSignal, onProgress: hang };
    expect(await batchGet(db, gets, options)).toMatchObject({ stopped: 'aborted' });
  });

  test('a checkpoint, and no other is begun', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const { hang, abortSignal } = hanging();
    let calls = 0;
    const onCheckpoint = () => {
      calls += 1;
      return hang();
    };
    const report = await bulkLoad(db, puts(5_000), { clock, abortSignal, onCheckpoint });
    expect(report).toMatchObject(aborted);
    expect(calls).toBe(1);
  });

  test('the last checkpoint, without which the load is not complete', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const { hang, abortSignal } = hanging();
    const report = await bulkLoad(db, puts(50), { clock, abortSignal, onCheckpoint: hang });
    expect(report).toMatchObject({ ...aborted, written: 50, position: 50, complete: false });
  });

  test('the log of failures: what it was not told of is not passed', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const { hang, abortSignal } = hanging();
    const source = [...puts(25), new Error('No such row.'), ...puts(10, 25)];
    let saved = 0;
    const report = await bulkLoad(db, source, {
      clock,
      abortSignal,
      onFailed: hang,
      onCheckpoint: (position) => {
        saved = position;
      },
    });
    expect(report).toMatchObject({ ...aborted, read: 26, failed: 1 });
    // The first chunk was answered before the abort, or it was not.
    expect([0, 25]).toContain(report.position);
    expect(saved).toBe(report.position);
  });

  test('the log of what the table has refused', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const { hang, abortSignal } = hanging();
    const source = [...puts(3), RowItem.put({ id: 'x', n: 0, poison: true }), ...puts(3, 3)];
    const report = await bulkLoad(db, source, { clock, abortSignal, onFailed: hang });
    expect(report).toMatchObject({ ...aborted, failed: 1, position: 3 });
  });
});

test('a callback that is at it has five seconds after an abort', async () => {
  const clock = virtualClock();
  const { db } = memoryTable(clock);
  const stop = new AbortController();
  let saved = 0;
  const report = await bulkLoad(db, puts(5_000), {
    clock,
    abortSignal: stop.signal,
    onCheckpoint: async (position) => {
      if (saved === 0) stop.abort();
      await clock.sleep(4_000, undefined);
      saved = position;
    },
  });
  expect(report).toMatchObject({ stopped: 'aborted', position: saved });
  expect(saved).toBeGreaterThan(0);
});
