import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { itemSize, MAX_ITEM_BYTES } from '../../src/expressions/item-size.ts';
import { MastraDatabase } from '../../src/mastra/database.ts';
import { type MigrationOptions, migrateLayout } from '../../src/mastra/migration/migrate-layout.ts';
import type { SkippedItem } from '../../src/mastra/migration/migrated-item.ts';
import type { MigrationCheckpoint } from '../../src/mastra/migration/migration-checkpoint.ts';
import { type MigrationDifference, verifyMigration } from '../../src/mastra/migration/verify-migration.ts';
import { DynamoDBStore } from '../../src/mastra/store.ts';
import { send } from '../../src/repositories/send.ts';
import { describeEngines } from '../support/engines.ts';
import { contentOf, fill, KIND_COUNT, newPair, putStored } from './migration-items.ts';

const FIXTURE = fileURLToPath(new URL('../../../shared/data/mastra/electrodb-items.json', import.meta.url));
const given = existsSync(FIXTURE);
if (!given) console.info('Skipped: there are no items of the Mastra store beside this checkout.');

type Run = { items?: Record<string, { S?: string; N?: string }>[] };

describeEngines('migrating a table', (engine) => {
  test('brings every kind of item over, with its times and its end', async () => {
    const pair = await newPair(engine);
    await fill(pair, 4 * KIND_COUNT);
    const report = await migrateLayout(pair);
    expect(report).toMatchObject({ complete: true, skipped: {}, stopped: undefined, cause: undefined });
    expect(report.migrated).toEqual({
      thread: 4,
      message: 4,
      resource: 4,
      workflow_snapshot: 8,
      workflow_snapshot_part: 4,
      score: 4,
      background_task: 4,
      span: 4,
      observation: 4,
      observation_place: 4,
      observation_part: 4,
    });
    const content = await contentOf(pair.to);
    expect(content.size).toBe(4 * (KIND_COUNT + 1) + 4);
    expect(content.get('THREAD#Id-0 | THREAD')).toEqual({
      PK: { S: 'THREAD#Id-0' },
      SK: { S: 'THREAD' },
      GSI1PK: { S: 'RESOURCE#User-0' },
      GSI1SK: { S: 'THREAD#2026-01-01T00:00:00.000Z#Id-0' },
      EntityType: { S: 'Thread' },
      id: { S: 'Id-0' },
      resourceId: { S: 'User-0' },
      title: { S: '' },
      metadata: { S: '{"a":1}' },
      createdAt: { S: '2026-01-01T00:00:00.000Z' },
      updatedAt: { S: '2026-01-01T00:00:01.000Z' },
      ttl: { N: '4000000000' },
    });
    // A message and its place end together, whatever the attribute is called.
    expect(content.get('MESSAGE#Id-1 | PLACE')).toMatchObject({ expiresAt: { N: '4000000001' } });
    expect(content.get('MESSAGE#Id-12 | PLACE')).toMatchObject({ ttl: { N: '4000000012' } });
    // No place of a score is an empty text.
    const score = content.get('SCORE#Id-6 | SCORE');
    expect(score).not.toHaveProperty('traceId');
    expect(score).not.toHaveProperty('GSI4PK');
    expect(await verifyMigration(pair)).toEqual({
      equal: true,
      expected: content.size,
      missing: 0,
      different: 0,
      extra: 0,
      skipped: {},
    });
  });

  test('an empty table is complete at once', async () => {
    const pair = await newPair(engine);
    const checkpoints: MigrationCheckpoint[] = [];
    const report = await migrateLayout({ ...pair, onCheckpoint: (one) => void checkpoints.push(one) });
    expect(report).toMatchObject({ complete: true, migrated: {}, written: 0 });
    expect(checkpoints.at(-1)?.segments).toEqual(Array.from({ length: 4 }, () => ({ done: true })));
    expect(await verifyMigration(pair)).toMatchObject({ equal: true, expected: 0 });
  });

  test('the store reads in the new table what the old one had', async () => {
    const pair = await newPair(engine);
    const old = new DynamoDBStore({ config: pair.from });
    const memory = await old.getStore('memory');
    const createdAt = new Date('2026-05-01T10:00:00Z');
    const thread = { id: 'T-1', resourceId: 'User-7', title: 'Tea', createdAt, updatedAt: createdAt };
    await memory?.saveThread({ thread });
    const content = { format: 2 as const, parts: [{ type: 'text' as const, text: 'Hi' }] };
    const about = { role: 'user' as const, type: 'v2', threadId: 'T-1', resourceId: 'User-7', content };
    const messages = ['M-2', 'M-1'].map((id, n) => ({
      id,
      ...about,
      createdAt: new Date(createdAt.getTime() + n),
    }));
    await memory?.saveMessages({ messages });
    expect((await migrateLayout(pair)).complete).toBe(true);
    const renewed = await new DynamoDBStore({ config: { ...pair.to, layout: 'native' } }).getStore('memory');
    expect(await renewed?.getThreadById({ threadId: 'T-1' })).toEqual(
      await memory?.getThreadById({ threadId: 'T-1' }),
    );
    expect(await renewed?.listMessages({ threadId: 'T-1' })).toEqual(
      await memory?.listMessages({ threadId: 'T-1' }),
    );
    expect(await renewed?.listMessagesById({ messageIds: ['M-1'] })).toEqual(
      await memory?.listMessagesById({ messageIds: ['M-1'] }),
    );
  });

  test('what cannot be brought over is told of and counted', async () => {
    const pair = await newPair(engine);
    const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
    const electro = (entity: string) => ({
      __edb_e__: { S: entity },
      __edb_v__: { S: '1' },
      entity: { S: entity },
    });
    const ghost = {
      ...key('$mastra#entity_thread#id_gone', '$thread_1#id_gone'),
      ...electro('thread'),
      ...{ id: { S: 'gone' }, updatedAt: { S: '2026-01-01T00:00:00.000Z' } },
    };
    const times = {
      createdAt: { S: '2026-01-01T00:00:00.000Z' },
      updatedAt: { S: '2026-01-01T00:00:00.000Z' },
    };
    const items = [
      ghost,
      { ...key('$mastra#entity_trace#id_t', '$trace_1'), ...electro('trace'), id: { S: 't' } },
      { ...key('SHOP#1', 'SHOP'), price: { N: '1' } },
      // The key of another id: it would take the place of that one's item.
      {
        ...key('$mastra#entity_resource#id_a', '$resource_1#entity_resource'),
        ...electro('resource'),
        id: { S: 'b' },
        ...times,
      },
      {
        ...key('$mastra#entity_message#id_m', '$message_1#entity_message'),
        ...electro('message'),
        id: { S: 'm' },
        ...times,
      },
    ];
    await putStored(pair.from, items);
    const told: SkippedItem[] = [];
    const report = await migrateLayout({ ...pair, onSkipped: (one) => void told.push(one) });
    expect(report).toMatchObject({
      complete: false,
      stopped: undefined,
      migrated: {},
      skipped: { 'ghost thread': 1, 'unknown entity': 2, invalid: 2 },
    });
    expect(told.map(({ reason, message }) => [reason, message]).sort()).toEqual([
      ['ghost thread', 'The thread "gone" has no owner or no time of creation.'],
      [
        'invalid',
        'By its ids, the resource would have the key {"pk":"$mastra#entity_resource#id_b","sk":"$resource_1#entity_resource"}.',
      ],
      ['invalid', expect.stringContaining('threadId')],
      ['unknown entity', 'The native layout has no entity "trace".'],
      ['unknown entity', 'The native layout has no entity undefined.'],
    ]);
    expect(told.find(({ reason }) => reason === 'ghost thread')?.item).toMatchObject({
      pk: '$mastra#entity_thread#id_gone',
      id: 'gone',
    });
    expect(await verifyMigration(pair)).toMatchObject({ equal: true, expected: 0, skipped: report.skipped });
  });

  test('an item that the new table cannot hold is left behind, and the others are not', async () => {
    const pair = await newPair(engine);
    await fill(pair, KIND_COUNT);
    const { connection, layout } = new MastraDatabase(pair.from);
    const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };
    const put = (id: string, content: string) =>
      layout.message.put({ id, threadId: 'T', resourceId: 'R', role: 'user', content, ...times });
    // Each # takes two bytes in a key of the new table: one key is too long, and one item.
    const [long, large] = ['#'.repeat(900), '#'.repeat(400)] as [string, string];
    await send(connection, put(long, '{}'));
    await send(connection, put(large, 'x'.repeat(MAX_ITEM_BYTES - itemSize(put(large, '').input.Item))));
    const told: SkippedItem[] = [];
    const report = await migrateLayout({ ...pair, onSkipped: (one) => void told.push(one) });
    expect(told.map(({ reason, message, item }) => [reason, message, item.id])).toEqual(
      expect.arrayContaining([
        ['invalid', expect.stringContaining('Key Message.SK: '), long],
        [
          'refused',
          expect.stringMatching(/writes an item of 410733 bytes with .* an item has 409600 at most\.$/),
          large,
        ],
      ]),
    );
    expect(told).toHaveLength(2);
    expect(report).toMatchObject({
      complete: false,
      stopped: undefined,
      migrated: { thread: 1, message: 1, resource: 1 },
      skipped: { invalid: 1, refused: 1 },
    });
    // Its place is there all the same, and harms nobody.
    expect(await verifyMigration(pair)).toMatchObject({ equal: false, missing: 1, different: 0, extra: 0 });
  });

  test('running it again changes nothing', async () => {
    const pair = await newPair(engine);
    await fill(pair, 100);
    const first = await migrateLayout(pair);
    const content = await contentOf(pair.to);
    await expect(migrateLayout(pair)).rejects.toThrow(
      `migrateLayout: table ${pair.to.tableName} holds items already. Go on with the checkpoint`,
    );
    const again = await migrateLayout({ ...pair, overwrite: true });
    expect(again).toMatchObject({ migrated: first.migrated, complete: true });
    expect(await contentOf(pair.to)).toEqual(content);
    const last = await migrateLayout({ ...pair, checkpoint: first.checkpoint });
    expect(last).toMatchObject({ migrated: first.migrated, complete: true, written: 0, requests: 0 });
  });

  test('verifying finds what was changed by hand, by its key', async () => {
    const pair = await newPair(engine);
    await fill(pair, 3 * KIND_COUNT);
    await migrateLayout(pair);
    const { tableName: TableName, client } = pair.to;
    const thread = { PK: { S: 'THREAD#Id-11' }, SK: { S: 'THREAD' } };
    const set = { UpdateExpression: 'SET title = :t', ExpressionAttributeValues: { ':t': { S: 'Changed' } } };
    await client.send(new UpdateItemCommand({ TableName, Key: thread, ...set }));
    const span = { PK: { S: 'TRACE#Trace-8' }, SK: { S: 'SPAN#S-8' } };
    const remove = { UpdateExpression: 'REMOVE GSI1PK, GSI1SK, tags' };
    await client.send(new UpdateItemCommand({ TableName, Key: span, ...remove }));
    await client.send(
      new DeleteItemCommand({ TableName, Key: { PK: { S: 'MESSAGE#Id-12' }, SK: { S: 'PLACE' } } }),
    );
    await client.send(
      new DeleteItemCommand({ TableName, Key: { PK: { S: 'RESOURCE#Id-2' }, SK: { S: 'RESOURCE' } } }),
    );
    await putStored(pair.to, [
      { PK: { S: 'SHOP#1' }, SK: { S: 'SHOP' } },
      // Beside the one that was migrated: an id that the old table could not tell from it.
      { PK: { S: 'THREAD#ID-0' }, SK: { S: 'THREAD' }, EntityType: { S: 'Thread' }, id: { S: 'ID-0' } },
    ]);
    const found: MigrationDifference[] = [];
    const report = await verifyMigration({ ...pair, onDifference: (one) => void found.push(one) });
    expect(report).toMatchObject({ equal: false, missing: 2, different: 2, extra: 2 });
    expect(found).toHaveLength(6);
    expect(found).toEqual(
      expect.arrayContaining([
        { what: 'different', key: { PK: 'THREAD#Id-11', SK: 'THREAD' }, attributes: ['title'] },
        {
          what: 'different',
          key: { PK: 'TRACE#Trace-8', SK: 'SPAN#S-8' },
          attributes: ['GSI1PK', 'GSI1SK', 'tags'],
        },
        { what: 'missing', key: { PK: 'MESSAGE#Id-12', SK: 'PLACE' }, attributes: [] },
        { what: 'missing', key: { PK: 'RESOURCE#Id-2', SK: 'RESOURCE' }, attributes: [] },
        { what: 'extra', key: { PK: 'SHOP#1', SK: 'SHOP' }, attributes: [] },
        { what: 'extra', key: { PK: 'THREAD#ID-0', SK: 'THREAD' }, attributes: [] },
      ]),
    );
  });

  test('tables that are not there, or of the other layout, are refused before anything is read', async () => {
    const pair = await newPair(engine);
    const { client } = pair.from;
    const calls: [Partial<MigrationOptions>, string][] = [
      [{ from: { tableName: 'nowhere', client } }, 'Table nowhere does not exist.'],
      [
        { from: pair.to, to: pair.from },
        `Table ${pair.to.tableName} has the key PK HASH, SK RANGE, and the compatible layout needs pk HASH, sk RANGE. Is it of the other layout?`,
      ],
    ];
    for (const [changes, message] of calls) {
      await expect(migrateLayout({ ...pair, ...changes })).rejects.toThrow(message);
      await expect(verifyMigration({ ...pair, ...(changes as object) })).rejects.toThrow(message);
    }
  });

  (given ? test.each : test.skip.each)([
    'noTtl_documentedTable_2gsi',
    ...(given
      ? Object.keys(JSON.parse(readFileSync(FIXTURE, 'utf8'))).filter(
          (name) => !/^(versions|clock|noTtl_doc)/.test(name),
        )
      : []),
  ])('the items that Mastra’s own store wrote arrive: %s', async (name) => {
    const { items = [] } = (JSON.parse(readFileSync(FIXTURE, 'utf8')) as Record<string, Run>)[name] ?? {};
    const pair = await newPair(engine);
    await putStored(pair.from, items);
    const told: SkippedItem[] = [];
    const report = await migrateLayout({ ...pair, onSkipped: (one) => void told.push(one) });
    // It left threads behind that it had never been given, and one of nobody, whom no key of the new table can name.
    for (const { reason, message } of told.filter((one) => one.reason !== 'ghost thread')) {
      expect([reason, message]).toEqual([
        'invalid',
        'Key Thread.GSI1PK: resourceId cannot be "": a part of a key cannot be empty.',
      ]);
    }
    const arrived = Object.values(report.migrated).reduce((sum, count) => sum + count, 0);
    expect(arrived + told.length).toBe(items.length);
    expect(arrived).toBeGreaterThan(0);
    expect(await verifyMigration(pair)).toMatchObject({
      equal: true,
      expected: arrived + (report.migrated.message ?? 0),
    });
  });
});

describe('migrateLayout refuses', () => {
  const tables = { from: { tableName: 'old' }, to: { tableName: 'new' } };

  test.each<[object, string]>([
    [{ form: tables.from }, 'migrateLayout has no option "form"; there are from, to, segments,'],
    [
      { from: { tableName: 'old', layout: 'native' } },
      'migrateLayout goes from the compatible layout to the native one. On the way back, ids that differ only in case would become one.',
    ],
    [{ to: { tableName: 'no' } }, 'DynamoDBStore: config.tableName "no" is no name of a table'],
  ])('%j', async (changes, message) => {
    await expect(migrateLayout({ ...tables, ...changes })).rejects.toThrow(message);
  });
});
