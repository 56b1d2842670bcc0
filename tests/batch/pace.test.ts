import { type BatchWriteOptions, batchWrite } from '../../src/batch/batch-write.ts';
import { connect } from '../../src/client/connect.ts';
import { Account, account, bank } from '../transactions/bank.ts';
import { fakeClient } from './fake-client.ts';
import { MemoryTables, ServiceError, type Writes } from './memory-tables.ts';
import { dice, VirtualTime } from './virtual-time.ts';

/** A table with so many write units a second, which keeps those of `burst` seconds. One request in a hundred fails. */
interface MeteredTable {
  readonly unitsPerSecond: number | ((now: number) => number);
  /** Seconds. */
  readonly burst?: number;
  /** What of the burst is there at the start. */
  readonly saved?: number;
  readonly failing?: number;
  /** The share of items that come back unprocessed for no reason. */
  readonly returned?: number;
  readonly latency?: number;
}

interface Load extends MeteredTable {
  readonly items: number;
  readonly concurrency: number;
  readonly seed: number;
}

async function load({ items, concurrency, seed, ...table }: Load, options: BatchWriteOptions = {}) {
  const time = new VirtualTime();
  const tables = new MemoryTables();
  const chance = dice(seed);
  const { burst = 0.1, failing = 0.01, returned = 0, latency = 4 } = table;
  const unitsPerSecond = (now: number) =>
    typeof table.unitsPerSecond === 'number' ? table.unitsPerSecond : table.unitsPerSecond(now);
  let tokens = (table.saved ?? burst) * unitsPerSecond(0);
  let filled = 0;
  let inFlight = 0;
  let mostInFlight = 0;
  const begun: number[] = [];
  const client = fakeClient(async (request) => {
    begun.push(time.now);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    try {
      await time.sleep(latency / 2);
      const rate = unitsPerSecond(time.now);
      tokens = Math.min(burst * rate, tokens + ((time.now - filled) * rate) / 1000);
      filled = time.now;
      if (chance() < failing) throw new ServiceError('InternalServerError', 500);
      if (tokens < 1) throw new ServiceError('ProvisionedThroughputExceededException');
      const output = tables.write(request.items as Writes, () => {
        if (tokens < 1 || chance() < returned) return false;
        tokens -= 1;
        return true;
      });
      return output;
    } finally {
      await time.sleep(latency / 2);
      inFlight -= 1;
    }
  });
  const db = connect({ table: bank, client });
  const operations = Array.from({ length: items }, (_, i) => Account.put(account(`${i}`)));
  const report = await time.run(
    batchWrite(db, operations, { concurrency, clock: time.clock(dice(seed + 1000)), ...options }),
  );
  return {
    report,
    tables,
    /** When each request was sent. */
    begun,
    mostInFlight,
    requests: report.requests / Math.ceil(items / 25),
    /** Beyond what the table had saved up. */
    time: report.ms / ((1000 * (items - burst * unitsPerSecond(0))) / unitsPerSecond(0)),
  };
}

const SEEDS = [1, 2, 3];

/** The worst of several loads. */
async function worst(given: Omit<Load, 'seed'>) {
  const loads = [];
  for (const seed of SEEDS) loads.push(await load({ ...given, seed }));
  for (const { report, tables } of loads) {
    expect(report).toMatchObject({ complete: true, counts: { written: given.items } });
    expect(tables.items.size).toBe(given.items);
  }
  return {
    time: Math.max(...loads.map(({ time }) => time)),
    requests: Math.max(...loads.map(({ requests }) => requests)),
  };
}

describe('a throttled load takes hardly longer than the table must, and hardly more requests than it has chunks', () => {
  it.each<readonly [string, Omit<Load, 'seed'>, time: number, requests: number]>([
    ['2,000 a second, 16 at once', { items: 20_000, concurrency: 16, unitsPerSecond: 2000 }, 1.05, 1.15],
    ['500 a second, 32 at once', { items: 5000, concurrency: 32, unitsPerSecond: 500 }, 1.05, 1.25],
    ['far away', { items: 10_000, concurrency: 16, unitsPerSecond: 2000, latency: 20 }, 1.05, 1.15],
    // Never room for a whole chunk: each request is given a part, and the number of requests is what it takes.
    ['a tenth of a second saved', { items: 1000, concurrency: 16, unitsPerSecond: 100 }, 1.25, 2.8],
    ['20 a second', { items: 300, concurrency: 16, unitsPerSecond: 20, burst: 1 }, 1.2, 2.5],
    ['5 a second', { items: 100, concurrency: 16, unitsPerSecond: 5, burst: 5 }, 1.1, 9],
    ['1 a second', { items: 30, concurrency: 16, unitsPerSecond: 1, burst: 5 }, 1.1, 40],
  ])('%s', async (_, given, time, requests) => {
    const result = await worst(given);
    expect(result.time).toBeLessThanOrEqual(time);
    expect(result.requests).toBeLessThanOrEqual(requests);
  });
});

it('a table without a limit gets as many requests at once as allowed, and none twice', async () => {
  const { report, requests, mostInFlight } = await load({
    items: 10_000,
    concurrency: 16,
    unitsPerSecond: 1e9,
    failing: 0,
    seed: 1,
  });
  expect(requests).toBe(1);
  expect(mostInFlight).toBe(16);
  // 400 requests, 16 at a time, each of 4 ms, and a few to get going.
  expect(report.ms).toBeLessThanOrEqual(120);
});

it('when capacity doubles, the load is soon twice as fast', async () => {
  const { begun, report } = await load({
    items: 12_000,
    concurrency: 16,
    unitsPerSecond: (now) => (now < 3000 ? 1000 : 2000),
    seed: 1,
  });
  const between = (from: number, to: number) => begun.filter((at) => at >= from && at < to).length;
  expect(between(2000, 3000)).toBeLessThanOrEqual(45);
  expect(between(4500, 5500)).toBeGreaterThanOrEqual(76);
  // At 3 s 3,000 are done; 9,000 more take 4.5 s.
  expect(report.ms).toBeLessThanOrEqual(8000);
});

it('when capacity halves, it slows down, and asks no more often than need be', async () => {
  const { requests, report } = await load({
    items: 8000,
    concurrency: 16,
    unitsPerSecond: (now) => (now < 2000 ? 2000 : 1000),
    seed: 1,
  });
  expect(report.ms).toBeLessThanOrEqual(6400);
  expect(requests).toBeLessThanOrEqual(1.7);
});

it('a table that is exhausted when the load begins costs it two or three seconds', async () => {
  const { report } = await load({
    items: 10_000,
    concurrency: 16,
    unitsPerSecond: 2000,
    saved: 0,
    seed: 1,
  });
  expect(report.ms).toBeLessThanOrEqual(8000);
});

it('a table that takes nothing for three seconds is not given up', async () => {
  const { report } = await load({
    items: 10_000,
    concurrency: 16,
    unitsPerSecond: (now) => (now > 1000 && now < 4000 ? 0.001 : 2000),
    seed: 1,
  });
  expect(report.counts.written).toBe(10_000);
  expect(report.ms).toBeLessThanOrEqual(20_000);
});

it('a table that never takes anything is given up after ten rounds, whose waits grow', async () => {
  for (const seed of SEEDS) {
    const { report, begun } = await load({
      items: 1000,
      concurrency: 16,
      unitsPerSecond: 0.001,
      saved: 0,
      failing: 0,
      seed,
    });
    expect(report).toMatchObject({ stopped: 'no progress', counts: { written: 0 } });
    expect(report.ms).toBeGreaterThan(4000);
    expect(report.ms).toBeLessThan(30_000);
    expect(begun.length).toBeLessThan(30);
  }
});

it('a machine whose clock is set back loses no time', async () => {
  const time = new VirtualTime();
  const tables = new MemoryTables();
  const clock = time.clock();
  let taken = 0;
  const client = fakeClient(async (request) => {
    await time.sleep(5);
    return tables.write(request.items as Writes, () => {
      taken += 1;
      return taken % 3 !== 0;
    });
  });
  const report = await time.run(
    batchWrite(
      connect({ table: bank, client }),
      Array.from({ length: 500 }, (_, i) => Account.put(account(`${i}`))),
      // An hour, after the first answers.
      { clock: { ...clock, now: () => 1e12 + clock.now() - (clock.now() > 20 ? 3_600_000 : 0) } },
    ),
  );
  expect(report.complete).toBe(true);
  expect(time.now).toBeLessThan(10_000);
});

it('single items that come back at random do not slow it down', async () => {
  const given = { items: 6000, concurrency: 16, unitsPerSecond: 1_000_000, failing: 0, seed: 1 };
  const clean = await load(given);
  const { report, requests } = await load({ ...given, returned: 0.02 });
  expect(report.complete).toBe(true);
  expect(report.ms).toBeLessThanOrEqual(clean.report.ms * 1.5);
  expect(requests).toBeLessThanOrEqual(1.1);
});
