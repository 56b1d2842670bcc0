import { virtualClock } from '../../scripts/soak/virtualClock.ts';
import { type BatchWriteOperation, bulkLoad, type FailedWrite } from '../../src/index.ts';
import { error, memoryTable, puts, RowItem } from './bulk-table.ts';

test('a stream is written in full chunks', async () => {
  const clock = virtualClock();
  const { db, items, chunks, faults } = memoryTable(clock);
  const report = await bulkLoad(db, puts(1_010), { clock });
  expect(report).toMatchObject({ read: 1_010, written: 1_010, failed: 0, position: 1_010, requests: 41 });
  expect(report.complete).toBe(true);
  expect(report.throwIfIncomplete()).toBe(report);
  expect(items.size).toBe(1_010);
  expect(chunks.toSorted((a, b) => b - a)).toEqual([...Array<number>(40).fill(25), 10]);
  expect(faults).toEqual([]);
});

test('an empty source makes no request', async () => {
  const clock = virtualClock();
  const { db, chunks } = memoryTable(clock);
  expect(await bulkLoad(db, [], { clock })).toMatchObject({ read: 0, position: 0, complete: true });
  expect(chunks).toEqual([]);
});

test('an async source is read no faster than the table takes it', async () => {
  const clock = virtualClock();
  const { db, items } = memoryTable(clock);
  let read = 0;
  let most = 0;
  async function* source() {
    for (const put of puts(3_000)) {
      read += 1;
      most = Math.max(most, read - items.size);
      yield put;
    }
  }
  await bulkLoad(db, source(), { clock, concurrency: 4 });
  // Four on their way, and two to come.
  expect(most).toBeLessThanOrEqual(6 * 25);
});

test('operations for one item are done in their order, one at a time', async () => {
  const clock = virtualClock();
  const { db, items, faults } = memoryTable(clock);
  const source = Array.from({ length: 300 }, (_, n) => RowItem.put({ id: String(n % 7), n }));
  const report = await bulkLoad(db, [...source, RowItem.delete({ id: '3' })], { clock });
  expect(report).toMatchObject({ written: 301, position: 301 });
  expect(items).toEqual(
    new Map(['0', '1', '2', '4', '5', '6'].map((id) => [id, 294 + Number(id) - (Number(id) === 6 ? 7 : 0)])),
  );
  expect(faults).toEqual([]);
});

test('a source of nothing but one item is held back too', async () => {
  const clock = virtualClock();
  const { db, items, chunks } = memoryTable(clock);
  let ahead = 0;
  function* source() {
    for (let n = 0; n < 2_000; n += 1) {
      ahead = Math.max(ahead, n - (items.get('1') ?? 0));
      yield RowItem.put({ id: '1', n });
    }
  }
  await bulkLoad(db, source(), { clock, concurrency: 2 });
  expect(ahead).toBeLessThanOrEqual(4 * 25 + 1);
  expect(items.get('1')).toBe(1_999);
  expect(chunks).toHaveLength(2_000);
});

test('reading waits for an item that the table will not take', async () => {
  const clock = virtualClock();
  let refusals = 0;
  const { db, items } = memoryTable(clock, (request) => ({
    unprocessed: (id) => {
      if (id !== '0' || request > 403) return false;
      refusals += 1;
      return true;
    },
  }));
  let ahead = 0;
  function* source() {
    for (const put of puts(30_000)) {
      if (!items.has('0')) ahead = items.size;
      yield put;
    }
  }
  const report = await bulkLoad(db, source(), { clock });
  expect(report).toMatchObject({ written: 30_000, complete: true });
  expect(refusals).toBeGreaterThan(2);
  expect(ahead).toBeLessThanOrEqual(10_000);
});

describe('what cannot be written', () => {
  test('fails alone, and the others are written', async () => {
    const clock = virtualClock();
    const { db, items } = memoryTable(clock);
    const failures: FailedWrite[] = [];
    const source = [
      RowItem.put({ id: '1', n: 1 }),
      RowItem.put({ id: '2', n: 2, poison: true }),
      new SyntaxError('No such row.'),
      RowItem.create({ id: '3', n: 3 }) as unknown as BatchWriteOperation,
      RowItem.put({ id: 'long', n: 4, text: 'x'.repeat(410_000) } as never),
      RowItem.put({ id: '2', n: 6 }),
      'nothing' as never,
    ];
    const report = await bulkLoad(db, source, { clock, onFailed: (failed) => void failures.push(failed) });
    expect(report).toMatchObject({ read: 7, written: 2, failed: 5, position: 7, stopped: undefined });
    expect(report.complete).toBe(false);
    expect(items).toEqual(
      new Map([
        ['1', 1],
        ['2', 6],
      ]),
    );
    const told = failures.map(({ index, error: cause, operation }) => [
      index,
      operation?.name,
      (cause as Error).message,
    ]);
    expect(told.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [1, 'Row.put', 'A ValidationException.'],
      [2, undefined, 'No such row.'],
      [
        3,
        'Row.create',
        'bulkLoad: Row.create, at 3, has a condition, and the service has none in a batch; use Row.put, which replaces, or transactWrite.',
      ],
      [
        4,
        'Row.put',
        'bulkLoad: Row.put, at 4, writes an item of 410036 bytes with PK "ROW#long"; an item has 409600 at most.',
      ],
      [6, undefined, 'bulkLoad: at 6 there is "nothing", not an operation of an entity.'],
    ]);
    expect(() => report.throwIfIncomplete()).toThrow(
      'bulkLoad: of 7 operations, 2 were written and 5 failed. The first that failed, at 2: SyntaxError, No such row.',
    );
  });

  test('is told of before a checkpoint passes it', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const told = new Set<number>();
    const source = Array.from({ length: 4_000 }, (_, n) =>
      n % 500 === 499 ? RowItem.put({ id: String(n), n, poison: true }) : RowItem.put({ id: String(n), n }),
    );
    const passed: boolean[] = [];
    const report = await bulkLoad(db, source, {
      clock,
      onFailed: async ({ index }) => {
        await clock.sleep(1_000, undefined);
        told.add(index);
      },
      onCheckpoint: (position) => {
        passed.push([...Array(position).keys()].every((n) => n % 500 !== 499 || told.has(n)));
      },
    });
    expect(report.failed).toBe(8);
    expect(passed.length).toBeGreaterThan(2);
    expect(passed).not.toContain(false);
  });

  test('ends the load when it cannot be told of', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const source = [...puts(30), RowItem.put({ id: 'x', n: 1, poison: true }), ...puts(30, 40)];
    const report = await bulkLoad(db, source, {
      clock,
      onFailed: () => Promise.reject(new Error('The disk is full.')),
    });
    expect(report).toMatchObject({ stopped: 'error', cause: new Error('The disk is full.') });
    expect(report.position).toBeLessThanOrEqual(30);
  });

  test('is named with its key in the error', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const report = await bulkLoad(db, [RowItem.put({ id: '7', n: 1, poison: true })], { clock });
    expect(() => report.throwIfIncomplete()).toThrow(
      'bulkLoad: of 1 operations, 0 were written and 1 failed. The first that failed, at 0, is Row.put with PK "ROW#7": ValidationException, A ValidationException.',
    );
  });
});

describe('checkpoints', () => {
  test('come every thousand operations, never two at once, and never go back', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock, undefined, { latency: 40 });
    const positions: number[] = [];
    let at = 0;
    let most = 0;
    await bulkLoad(db, puts(20_500), {
      clock,
      onCheckpoint: async (position) => {
        at += 1;
        most = Math.max(most, at);
        // Slower than the load at times, and the earlier ones slower than the later ones.
        await clock.sleep(positions.length % 2 === 0 ? 400 : 1, undefined);
        positions.push(position);
        at -= 1;
      },
    });
    expect(most).toBe(1);
    expect(positions.length).toBeGreaterThan(5);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(positions.at(-1)).toBe(20_500);
  });

  test('come also when nothing but failures is read', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const positions: number[] = [];
    const source = Array.from({ length: 2_500 }, () => new Error('No row.'));
    await bulkLoad(db, source, { clock, onCheckpoint: (position) => void positions.push(position) });
    expect(positions).toEqual([1_000, 2_000, 2_500]);
  });

  test('end the load when they cannot be kept', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const report = await bulkLoad(db, puts(5_000), {
      clock,
      onCheckpoint: () => Promise.reject(new Error('The disk is full.')),
    });
    expect(report).toMatchObject({ stopped: 'error', cause: new Error('The disk is full.') });
    expect(report.read).toBeLessThan(5_000);
  });

  test('the last of them too', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock);
    const onCheckpoint = () => {
      throw new Error('The disk is full.');
    };
    const report = await bulkLoad(db, puts(10), { clock, onCheckpoint });
    expect(report).toMatchObject({ written: 10, stopped: 'error' });
    expect(() => report.throwIfIncomplete()).toThrow(
      'bulkLoad: of 10 operations, 10 were written and 0 failed. It was ended at position 10: error, Error, The disk is full.',
    );
  });
});

test('what is no operation fails by its place, and the error can be told', async () => {
  const { db } = memoryTable(virtualClock());
  const strange = { ...RowItem.put({ id: '1', n: 1 }), key: { PK: 1n } };
  const report = await bulkLoad(db, [strange as never, { kind: 'put' } as never]);
  expect(report).toMatchObject({ failed: 2, firstFailure: { index: 0, operation: undefined } });
  expect(() => report.throwIfIncomplete()).toThrow(
    'bulkLoad: of 2 operations, 0 were written and 2 failed. The first that failed, at 0: RequestError, bulkLoad: at 0 there is an object, not an operation of an entity.',
  );
});

test('progress tells how far it is', async () => {
  const clock = virtualClock();
  const { db } = memoryTable(clock);
  const told: number[] = [];
  const report = await bulkLoad(db, puts(100), {
    clock,
    writeUnitsPerSecond: 1_000,
    onProgress: ({ written, capacity, ms }) => {
      expect(capacity).toBe(written);
      expect(ms).toBeGreaterThan(0);
      told.push(written);
    },
  });
  expect(told.toSorted((a, b) => a - b)).toEqual([25, 50, 75, 100]);
  expect(report.capacity).toBe(100);
});

test.each([
  [{ concurrency: 0 }, 'bulkLoad: concurrency is a whole number from 1 on, not 0.'],
  [{ writeUnitsPerSecond: 0 }, 'bulkLoad: writeUnitsPerSecond is a number above 0, not 0.'],
  [
    { writeUnitsPerSecond: Number.POSITIVE_INFINITY },
    'writeUnitsPerSecond is a number above 0, not Infinity.',
  ],
  [{ deadline: new Date(Number.NaN) }, 'bulkLoad: deadline is a Date, not an invalid Date.'],
  [{ onFailed: 'log' }, 'bulkLoad: onFailed is a function, not "log".'],
  [{ onCheckpoint: 5 }, 'bulkLoad: onCheckpoint is a function, not 5.'],
  [
    { onProgres: () => undefined },
    'bulkLoad has no option "onProgres"; there are concurrency, deadline, clock, writeUnitsPerSecond, onFailed, onCheckpoint, onProgress, abortSignal.',
  ],
])('refuses the options %j before anything is read', async (options, message) => {
  const { db } = memoryTable(virtualClock());
  // biome-ignore lint/correctness/useYield: it must not be read.
  function* unread(): Generator<BatchWriteOperation> {
    throw new Error('It was read.');
  }
  await expect(bulkLoad(db, unread(), options as object)).rejects.toThrow(message);
});

test.each([
  [undefined, 'undefined'],
  ['rows', '"rows"'],
  [{}, 'an object'],
])('refuses %j as a source', async (source, text) => {
  const { db } = memoryTable(virtualClock());
  await expect(bulkLoad(db, source as never)).rejects.toThrow(
    `bulkLoad takes a list or stream of operations, not ${text}.`,
  );
});

test('a request that was lost is sent again', async () => {
  const clock = virtualClock();
  const { db, items } = memoryTable(clock, (request) =>
    request % 3 === 0 ? { after: error('TimeoutError') } : undefined,
  );
  const report = await bulkLoad(db, puts(500), { clock });
  expect(report).toMatchObject({ written: 500, complete: true });
  expect(items.size).toBe(500);
});
