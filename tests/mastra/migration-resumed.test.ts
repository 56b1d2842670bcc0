import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MastraDatabase } from '../../src/mastra/database.ts';
import { migrateLayout } from '../../src/mastra/migration/migrate-layout.ts';
import type { MigrationCheckpoint } from '../../src/mastra/migration/migration-checkpoint.ts';
import { PageLog } from '../../src/mastra/migration/page-log.ts';
import { verifyMigration } from '../../src/mastra/migration/verify-migration.ts';
import { iterate } from '../../src/repositories/iterate.ts';
import { describeEngines } from '../support/engines.ts';
import { fill, newPair, putStored } from './migration-items.ts';

const unknown = (n: number) => ({ pk: { S: `SHOP#${n}` }, sk: { S: 'SHOP' } });

describeEngines('a migration', (engine) => {
  test.each([
    ['onCheckpoint', {}],
    ['onSkipped', { 'unknown entity': 1 }],
  ])('ends with what %s throws, and can go on', async (name, skipped) => {
    const pair = await newPair(engine);
    await fill(pair, 50);
    if (name === 'onSkipped') await putStored(pair.from, [unknown(1)]);
    const cause = new Error('The disk is full.');
    const report = await migrateLayout({ ...pair, [name]: () => Promise.reject(cause) });
    expect(report).toMatchObject({ stopped: 'error', cause, complete: false });
    const { migrated } = await migrateLayout({ ...pair, overwrite: true });
    const rest = await migrateLayout({ ...pair, checkpoint: report.checkpoint });
    expect(rest).toMatchObject({ stopped: undefined, migrated, skipped });
  });

  test('holds some pages of the table at a time, however large that is', async () => {
    const pair = await newPair(engine);
    await fill(pair, 1_500);
    let scans = 0;
    let written = 0;
    let most = 0;
    const client = new DynamoDBClient(engine.settings);
    client.middlewareStack.add(
      (next) => async (args) => {
        const input = args.input as { TotalSegments?: number; Limit?: number };
        // Small pages stand for many.
        if (input.TotalSegments !== undefined) Object.assign(input, { Limit: 50 });
        scans += input.TotalSegments === undefined ? 0 : 1;
        most = Math.max(most, scans * 50 - written);
        return next(args);
      },
      { step: 'initialize', name: 'smallPages' },
    );
    try {
      const report = await migrateLayout({
        from: { ...pair.from, client },
        to: pair.to,
        segments: 2,
        concurrency: 2,
        onProgress: (progress) => {
          written = progress.written;
        },
      });
      expect(report.complete).toBe(true);
    } finally {
      client.destroy();
    }
    expect(scans).toBeGreaterThan(30);
    // Two pages for each segment, and four chunks of 25 on their way or being filled; with places beside messages.
    expect(most).toBeLessThan(600);
  });

  test('goes on when reads are throttled for a while', async () => {
    const pair = await newPair(engine);
    await fill(pair, 100);
    let scans = 0;
    const client = new DynamoDBClient(engine.settings);
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'ScanCommand') scans += 1;
          if (commandName === 'ScanCommand' && scans % 3 !== 0) {
            throw Object.assign(new Error('Slow down.'), { name: 'ThrottlingException' });
          }
          return next(args);
        },
      { step: 'initialize', name: 'throttled' },
    );
    try {
      const from = { ...pair.from, client };
      expect(await migrateLayout({ from, to: pair.to })).toMatchObject({ complete: true });
      expect(await verifyMigration({ from, to: pair.to })).toMatchObject({ equal: true });
    } finally {
      client.destroy();
    }
    expect(scans).toBeGreaterThan(20);
  });

  test('leaves a client that it was given open', async () => {
    const pair = await newPair(engine);
    await migrateLayout(pair);
    const { connection, layout } = new MastraDatabase(pair.from);
    const found = [];
    for await (const item of iterate(connection, layout.thread.all())) found.push(item);
    expect(found).toEqual([]);
  });
});

describe('a checkpoint', () => {
  const start: MigrationCheckpoint = {
    from: 'old',
    to: 'new',
    segments: [{ done: false }, { done: false }],
    migrated: {},
    skipped: {},
  };
  const page = (segment: number, pk: string) => ({
    segment,
    items: [],
    position: { after: { pk }, done: false },
  });

  test('passes a page when all writes up to its end are done', () => {
    const log = new PageLog(start);
    const first = log.begin(page(1, 'a'));
    first.migrate('thread');
    first.end(1);
    const second = log.begin(page(0, 'b'));
    second.migrate('message');
    second.skip('invalid');
    second.end(3);
    const third = log.begin(page(1, 'c'));
    third.migrate('thread');
    third.skip('refused', 'thread');
    expect(log.passed(0)).toEqual(start);
    expect(log.passed(2)).toEqual({
      ...start,
      segments: [{ done: false }, { after: { pk: 'a' }, done: false }],
      migrated: { thread: 1 },
    });
    // The third is not given out as a whole yet.
    expect(log.passed(4)).toEqual({
      ...start,
      segments: [
        { after: { pk: 'b' }, done: false },
        { after: { pk: 'a' }, done: false },
      ],
      migrated: { thread: 1, message: 1 },
      skipped: { invalid: 1 },
    });
    third.end(4);
    expect(log.passed(4)).toMatchObject({
      migrated: { thread: 1, message: 1 },
      skipped: { invalid: 1, refused: 1 },
    });
  });
});

describeEngines('a checkpoint is refused that', (engine) => {
  test.each<[string, (good: MigrationCheckpoint) => object, string]>([
    [
      'is of another table',
      (good) => ({ ...good, from: 'else' }),
      'the checkpoint is of a migration from "else", not "',
    ],
    [
      'is of another target',
      (good) => ({ ...good, to: 'else' }),
      'the checkpoint is of a migration to "else", not "',
    ],
    ['is none', () => ({ position: 7 }), 'the checkpoint is no checkpoint of a migration.'],
    [
      'has a broken position',
      (good) => ({ ...good, segments: [{ after: 'x', done: false }] }),
      'the checkpoint is no checkpoint of a migration.',
    ],
  ])('%s', async (_, change, message) => {
    const pair = await newPair(engine);
    const { checkpoint } = await migrateLayout(pair);
    const changed = change(checkpoint) as MigrationCheckpoint;
    await expect(migrateLayout({ ...pair, checkpoint: changed })).rejects.toThrow(
      `migrateLayout: ${message}`,
    );
  });

  test('has another number of segments', async () => {
    const pair = await newPair(engine);
    const { checkpoint } = await migrateLayout({ ...pair, segments: 2 });
    await expect(migrateLayout({ ...pair, checkpoint, segments: 3 })).rejects.toThrow(
      'migrateLayout: the checkpoint is of 2 segments, and cannot go on with 3.',
    );
    await expect(migrateLayout({ ...pair, segments: 0 })).rejects.toThrow(
      'migrateLayout: segments is a whole number from 1 to 32, not 0.',
    );
    await expect(verifyMigration({ ...pair, segments: 33 })).rejects.toThrow(
      'verifyMigration: segments is a whole number from 1 to 32, not 33.',
    );
  });
});
