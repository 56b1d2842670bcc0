import { migrateLayout } from '../../src/mastra/migration/migrate-layout.ts';
import type { SkippedItem } from '../../src/mastra/migration/migrated-item.ts';
import type { MigrationCheckpoint } from '../../src/mastra/migration/migration-checkpoint.ts';
import { describeOneEngine } from '../support/engines.ts';
import { contentOf, fill, newPair, putStored } from './migration-items.ts';

const ITEMS = 5_000;
const unknown = (n: number) => ({ pk: { S: `SHOP#${n}` }, sk: { S: 'SHOP' } });

// What is killed is ours, so one engine is enough; migration-resumed.test.ts has ends and resumptions on both.
describeOneEngine('a migration', (engine) => {
  test('that is killed at random points and resumed gives the same table', async () => {
    const pair = await newPair(engine);
    await fill(pair, ITEMS);
    await putStored(pair.from, [unknown(1), unknown(2), unknown(3)]);
    const whole = await newPair(engine);
    const once = await migrateLayout({ from: pair.from, to: whole.to });
    expect(once).toMatchObject({ stopped: undefined, skipped: { 'unknown entity': 3 } });

    let checkpoint: MigrationCheckpoint | undefined;
    const told = new Set<unknown>();
    let runs = 0;
    for (let last = false; !last; runs += 1) {
      const stop = new AbortController();
      // What is saved after the kill never comes to the disk.
      const killAfter = 500 + Math.floor(Math.random() * 2_500);
      const report = await migrateLayout({
        ...pair,
        // Killed before its first checkpoint, it has to be told that what is there may go.
        ...(checkpoint ? { checkpoint } : { overwrite: true }),
        segments: 3,
        abortSignal: stop.signal,
        onProgress: ({ written }) => {
          if (written >= killAfter && runs < 4) stop.abort(new Error('Killed.'));
        },
        onSkipped: ({ item }: SkippedItem) => void told.add(item.pk),
        onCheckpoint: (saved) => {
          if (!stop.signal.aborted) checkpoint = JSON.parse(JSON.stringify(saved));
        },
      });
      last = report.stopped === undefined;
      if (!last)
        expect(report).toMatchObject({ stopped: 'aborted', cause: new Error('Killed.'), complete: false });
    }
    expect(runs).toBeGreaterThan(1);
    expect(told).toEqual(new Set(['SHOP#1', 'SHOP#2', 'SHOP#3']));
    // Nothing is counted twice, whatever was written twice.
    expect(checkpoint).toMatchObject({ migrated: once.migrated, skipped: once.skipped });
    expect(await contentOf(pair.to)).toEqual(await contentOf(whole.to));
  }, 60_000);
});
