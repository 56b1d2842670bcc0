import { virtualClock } from '../../scripts/soak/virtualClock.ts';
import { type BatchWriteOperation, type BulkReport, bulkLoad, LoadIncomplete } from '../../src/index.ts';
import { error, type MemoryTable, memoryTable, puts, RowItem } from './bulk-table.ts';

/** Everything before the position is in the table, and nothing is there that was not read. */
function expectSound(report: BulkReport, { items }: MemoryTable): void {
  expect([...Array(report.position).keys()].filter((n) => !items.has(String(n)))).toEqual([]);
  expect(items.size).toBeLessThanOrEqual(report.read);
  expect(report.written).toBeLessThanOrEqual(items.size);
}

test('an abort ends it, closes the source and keeps a checkpoint', async () => {
  const clock = virtualClock();
  const table = memoryTable(clock);
  const stop = new AbortController();
  let closed = false;
  let kept = 0;
  function* source() {
    try {
      yield* puts(100_000);
    } finally {
      closed = true;
    }
  }
  const report = await bulkLoad(table.db, source(), {
    clock,
    abortSignal: stop.signal,
    onProgress: ({ written }) => written >= 2_300 && stop.abort(new Error('Enough.')),
    onCheckpoint: (position) => {
      kept = position;
    },
  });
  expect(report).toMatchObject({ stopped: 'aborted', failed: 0 });
  expect(report.position).toBeGreaterThan(1_000);
  expect([closed, kept]).toEqual([true, report.position]);
  expectSound(report, table);
  expect(() => report.throwIfIncomplete()).toThrow(LoadIncomplete);
  expect(() => report.throwIfIncomplete()).toThrow(
    `It was ended at position ${report.position}: aborted, Error, Enough.`,
  );
});

test('nothing is read or sent after an abort that came before', async () => {
  const clock = virtualClock();
  const { db, chunks } = memoryTable(clock);
  const report = await bulkLoad(db, puts(100), { clock, abortSignal: AbortSignal.abort() });
  expect(report).toMatchObject({ read: 0, requests: 0, stopped: 'aborted' });
  expect(chunks).toEqual([]);
});

test('a deadline ends it', async () => {
  const clock = virtualClock();
  const table = memoryTable(clock, undefined, { latency: 20 });
  const deadline = new Date(clock.now() + 200);
  const report = await bulkLoad(table.db, puts(100_000), { clock, deadline });
  expect(report).toMatchObject({ stopped: 'deadline', cause: undefined });
  expect(report.ms).toBeLessThan(200 + 2 * 20);
  expect(report.position).toBeGreaterThan(0);
  expectSound(report, table);
});

test('a deadline that is not reached leaves nothing running', async () => {
  const { db } = memoryTable(virtualClock());
  const deadline = new Date(Date.now() + 40 * 24 * 3_600_000);
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  expect(await bulkLoad(db, puts(10), { deadline })).toMatchObject({ complete: true });
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
});

describe('a source that never answers', () => {
  async function* stuck(): AsyncGenerator<BatchWriteOperation> {
    yield* puts(60);
    await new Promise(() => {});
  }

  test('does not hold up an abort', async () => {
    const clock = virtualClock();
    const table = memoryTable(clock);
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const report = await bulkLoad(table.db, stuck(), { clock, abortSignal: stop.signal, onProgress });
    expect(report).toMatchObject({ read: 60, stopped: 'aborted' });
    expectSound(report, table);
  });

  test('nor a deadline', async () => {
    const clock = virtualClock();
    const table = memoryTable(clock);
    const report = await bulkLoad(table.db, stuck(), { clock, deadline: new Date(clock.now() + 5_000) });
    expect(report).toMatchObject({ read: 60, written: 50, stopped: 'deadline', ms: 5_000 });
  });
});

test('a source that throws ends it, and is not told to close', async () => {
  const clock = virtualClock();
  const table = memoryTable(clock);
  const source = {
    [Symbol.iterator]: () => {
      const rows = puts(2_000);
      return {
        next: () => {
          const next = rows.next();
          if (next.done) throw new Error('Line 2001 is broken.');
          return next;
        },
        return: () => {
          throw new Error('It was closed.');
        },
      };
    },
  };
  const report = await bulkLoad(table.db, source, { clock });
  expect(report).toMatchObject({ read: 2_000, stopped: 'error', cause: new Error('Line 2001 is broken.') });
  expectSound(report, table);
});

test('missing rights end it: nothing counts as failed', async () => {
  const clock = virtualClock();
  const table = memoryTable(clock, (request) =>
    request >= 50 ? { before: error('AccessDeniedException') } : undefined,
  );
  let closed = false;
  let failures = 0;
  async function* source() {
    try {
      yield* puts(10_000);
    } finally {
      closed = true;
    }
  }
  const onFailed = () => {
    failures += 1;
  };
  const report = await bulkLoad(table.db, source(), { clock, onFailed });
  expect(report).toMatchObject({ failed: 0, written: 1_250, stopped: 'error', firstFailure: undefined });
  expect(report.cause).toMatchObject({ name: 'AccessDeniedException' });
  expect([closed, failures]).toEqual([true, 0]);
  expect(report.position).toBeLessThanOrEqual(1_250);
  expectSound(report, table);
});

test('a table that takes nothing any more ends it', async () => {
  const clock = virtualClock();
  const table = memoryTable(clock, (request) => (request >= 20 ? { unprocessed: () => true } : undefined));
  const report = await bulkLoad(table.db, puts(10_000), { clock });
  expect(report).toMatchObject({ written: 500, failed: 0, stopped: 'no progress' });
  expectSound(report, table);
});

test('a progress listener that throws ends it', async () => {
  const clock = virtualClock();
  const table = memoryTable(clock);
  const onProgress = () => {
    throw new Error('No terminal.');
  };
  const report = await bulkLoad(table.db, puts(10_000), { clock, onProgress });
  expect(report).toMatchObject({ stopped: 'error', cause: new Error('No terminal.') });
  expectSound(report, table);
});

test('a progress listener that fails later ends it as well', async () => {
  const clock = virtualClock();
  const table = memoryTable(clock);
  const onProgress = async () => {
    await clock.sleep(1, undefined);
    throw new Error('No terminal.');
  };
  const report = await bulkLoad(table.db, puts(10_000), { clock, onProgress });
  expect(report).toMatchObject({ stopped: 'error', cause: new Error('No terminal.') });
  expectSound(report, table);
});

describe('a rate', () => {
  test.each([
    [500, 1],
    [500, 3],
    [40, 1],
    [5_000, 2],
  ])('of %d write units a second is kept, %d units an item', async (writeUnitsPerSecond, unitsPerItem) => {
    const clock = virtualClock();
    const table = memoryTable(clock, undefined, { unitsPerItem });
    const items = (writeUnitsPerSecond * 20) / unitsPerItem;
    const report = await bulkLoad(table.db, puts(items), { clock, writeUnitsPerSecond });
    expect(report).toMatchObject({ complete: true });
    expect(report.capacity).toBe(Math.floor(items) === items ? items * unitsPerItem : report.capacity);
    const ideal = (report.capacity! / writeUnitsPerSecond) * 1_000;
    expect(report.ms).toBeLessThan(1.05 * ideal);
    // What is on its way last is not waited for.
    expect(report.ms).toBeGreaterThan(0.9 * ideal);
    expect(report.requests).toBeLessThanOrEqual(1.05 * Math.ceil(items / 25));
  });

  test('counts large items by their size before anybody has told', async () => {
    const clock = virtualClock();
    const { db } = memoryTable(clock, undefined, { unitsPerItem: 10 });
    const text = 'x'.repeat(9_500);
    const source = Array.from({ length: 1_000 }, (_, n) => RowItem.put({ id: String(n), n, text } as never));
    const marks: [number, number][] = [];
    await bulkLoad(db, source, {
      clock,
      writeUnitsPerSecond: 1_000,
      onProgress: ({ ms, capacity = 0 }) => void marks.push([ms, capacity]),
    });
    // Never more than the rate, a tenth of a second, and a few requests.
    expect(marks.filter(([ms, capacity]) => capacity > ms + 100 + 2 * 250)).toEqual([]);
  });
});
