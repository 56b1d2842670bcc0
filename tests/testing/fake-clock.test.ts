import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { bulkLoad } from '../../src/batch/bulk-load.ts';
import { connect } from '../../src/client/connect.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { defineTable } from '../../src/table/table.ts';
import { fakeClock, metered, throttled } from '../../src/testing/index.ts';
import { Line, lines, startedServer } from './started.ts';

const started = startedServer();
const START = new Date('2026-01-01T00:00:00Z');
const puts = (count: number) => lines(count).map((line) => Line.put(line));

describe('a fake clock', () => {
  it('begins where it is told, else now, and stands still by itself', async () => {
    const clock = fakeClock(START);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([clock.now(), clock.date()]).toEqual([START.getTime(), START]);
    const before = Date.now();
    expect(fakeClock().now()).toBeGreaterThanOrEqual(before);
  });

  it('is moved on by who waits, all at the same time together', async () => {
    const clock = fakeClock(START);
    await Promise.all([clock.sleep(3_600_000), clock.sleep(3_600_000), clock.sleep(60_000)]);
    expect(clock.date()).toEqual(new Date('2026-01-01T01:00:00Z'));
    await clock.sleep(1_000);
    expect(clock.date()).toEqual(new Date('2026-01-01T01:00:01Z'));
  });

  it('never goes back, and is not moved by a wait that was ended', async () => {
    const clock = fakeClock(START);
    await clock.sleep(-5);
    await clock.sleep(60_000, AbortSignal.abort());
    const ending = new AbortController();
    const wait = clock.sleep(60_000, ending.signal);
    ending.abort();
    await wait;
    expect(clock.date()).toEqual(START);
  });

  it('lets others go on while one waits again and again', async () => {
    const clock = fakeClock();
    let answered = false;
    setTimeout(() => {
      answered = true;
    }, 1);
    while (!answered) await clock.sleep(0);
    expect(answered).toBe(true);
  });

  it('throws the same dice each time', () => {
    const throws = () => {
      const { random } = fakeClock();
      return [random(), random(), random()];
    };
    expect(throws()).toEqual(throws());
    expect(new Set(throws()).size).toBe(3);
  });
});

describe('with a fake clock', () => {
  it.each([
    ['batchWrite', 'BatchWriteItem'],
    ['batchGet', 'BatchGetItem'],
    ['bulkLoad', 'BatchWriteItem'],
  ] as const)(
    'a %s that is throttled for ever gives up at once, and says how long it took',
    async (call, operation) => {
      const { server, db } = started();
      server.script(operation, throttled('TableWriteProvisionedThroughputExceeded'));
      const clock = fakeClock();
      const run = {
        batchWrite: () => batchWrite(db(), puts(30), { clock }),
        batchGet: () =>
          batchGet(
            db(),
            lines(30).map((line) => Line.get(line)),
            { clock },
          ),
        bulkLoad: () => bulkLoad(db(), puts(30), { clock }),
      };
      const report = await run[call]();
      expect(report.stopped).toBe('no progress');
      expect(report.ms).toBeGreaterThan(2_000);
    },
  );

  it('a batch ends at its deadline', async () => {
    const { server, db } = started();
    server.script('BatchWriteItem', throttled('TableWriteProvisionedThroughputExceeded'));
    const clock = fakeClock(START);
    const deadline = new Date('2026-01-01T00:00:01Z');
    const report = await batchWrite(db(), puts(30), { clock, deadline });
    expect(report).toMatchObject({ stopped: 'deadline', counts: { written: 0 } });
    expect(clock.date()).toEqual(deadline);
  });

  it('a table with little capacity fills in no time, at its own rate', async () => {
    const { server, db, tables } = started();
    const clock = fakeClock(START);
    server.script('BatchWriteItem', metered({ writesPerSecond: 50, now: clock.now }));
    const report = await batchWrite(db(), puts(1_000), { clock });
    expect(report.counts.written).toBe(1_000);
    expect(tables.items('shop')).toHaveLength(1_000);
    // 50 were saved up, and 950 are 19 seconds.
    expect(report.ms).toBeGreaterThan(18_900);
    expect(report.ms).toBeLessThan(25_000);
  });

  it('what expires has expired when the clock says so, and stamps are its time', async () => {
    const { client } = started();
    const site = defineTable({ name: 'shop', ttl: 'expiresAt' });
    const Note = defineEntity<{ id: string; expiresAt: number }>()({
      name: 'Note',
      table: site,
      keys: { PK: 'NOTE#{id}', SK: 'NOTE' },
      stamps: { createdAt: 'createdAt' },
      expiry: { after: { minutes: 30 } },
    });
    const clock = fakeClock(START);
    const notes = repository(connect({ table: site, client: client(), now: clock.date }), Note);
    const note = await notes.put({ id: '1' });
    expect(note).toMatchObject({ createdAt: '2026-01-01T00:00:00.000Z', expiresAt: 1767227400 });
    expect(await notes.get(note)).toEqual(note);
    await clock.sleep(30 * 60_000);
    expect(await notes.get(note)).toBeUndefined();
  });
});
