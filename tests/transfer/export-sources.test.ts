import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  bulkLoad,
  type Connection,
  connect,
  defineEntity,
  defineTable,
  ensureTable,
  send,
} from '../../src/index.ts';
import type { ExportFrom } from '../../src/transfer/export-options.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { describeEngines, type TestEngine } from '../support/engines.ts';
import { Activity, activityDb, activityTable, Member, NEW_YEAR } from './activity-table.ts';
import { linesIn } from './exported-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-sources-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function exported(db: Connection, from: ExportFrom): Promise<Activity[]> {
  const to = mkdtempSync(join(folder, 'to-'));
  await exportTable(db, { to, from, entities: [Activity] });
  return linesIn(join(to, 'activity')) as Activity[];
}

describeEngines('an export', (engine) => {
  test('of a partition, a pattern, an index or a consistent scan has what these have', async () => {
    const db = await activityDb(engine, 100);
    const ofUser = await exported(db, { partitionKey: 'USER#u3' });
    expect(ofUser.map(({ userId }) => userId)).toEqual(Array<string>(6).fill('u3'));
    expect(await exported(db, { query: Activity.ofUser({ userId: 'u3' }, { limit: 2 }) })).toEqual(ofUser);
    const logins = await exported(db, { query: Activity.ofType({ activityType: 'login' }) });
    expect(logins).toHaveLength(34);
    expect(await exported(db, { partitionKey: 'TYPE#login', index: 'GSI1' })).toEqual(logins);
    expect(await exported(db, { index: 'GSI1', segments: 2 })).toHaveLength(100);
    expect(await exported(db, { consistent: true, segments: 1 })).toHaveLength(100);
    const nobody = await exportTable(db, {
      to: join(folder, 'nobody'),
      from: { partitionKey: 'USER#nobody' },
    });
    expect(nobody).toMatchObject({ complete: true, manifest: { rows: 0 } });
  });

  test('of a sharded pattern has all of its shards', async () => {
    const table = defineTable({ name: 'sharded', indexes: ['GSI1'] });
    const Event = defineEntity<{ eventId: string; kind: string }>()({
      name: 'Event',
      table,
      keys: {
        PK: 'EVENT#{eventId}',
        SK: 'EVENT',
        GSI1PK: 'KIND#{kind}#{eventId:shard8}',
        GSI1SK: '{eventId}',
      },
      patterns: { ofKind: { index: 'GSI1' } },
    });
    const db = connect({ table, tableName: engine.tableName('sharded'), client: engine.client() });
    await ensureTable(db);
    const puts = Array.from({ length: 60 }, (_, place) => Event.put({ eventId: `e${place}`, kind: 'click' }));
    (await bulkLoad(db, puts)).throwIfIncomplete();
    const { manifest } = await exportTable(db, {
      to: folder,
      from: { query: Event.ofKind({ kind: 'click' }) },
    });
    expect(manifest?.rows).toBe(60);
    expect(manifest?.source).toEqual({ kind: 'pattern', entity: 'Event', pattern: 'ofKind' });
  });

  test('counts what it leaves out, and what has no place', async () => {
    const db = await activityDb(engine, 10);
    const { expired } = await withOddItems(engine, db);
    const { manifest } = await exportTable(db, {
      to: folder,
      entities: [Activity],
      partitions: { Activity: { attribute: 'createdAt', unit: 'day' } },
      attributes: { Activity: ['userId', 'activityType'] },
    });
    expect(manifest?.leftOut).toEqual([
      {
        attribute: 'EntityType',
        reason: 'is "Member", which is not exported',
        count: 1,
        example: 'USER#u1 / MEMBER',
      },
      {
        attribute: 'EntityType',
        reason: 'is "Nobody", which is not exported',
        count: 1,
        example: 'ODD#1 / ODD',
      },
      { attribute: 'EntityType', reason: 'is missing', count: 1, example: 'ODD#2 / ODD' },
      { attribute: 'expiresAt', reason: 'has passed', count: 1, example: expired },
    ]);
    const [entity] = manifest?.entities ?? [];
    expect(entity?.unplaced).toMatchObject([
      { attribute: 'createdAt', reason: 'has no day such as 2026-01-31 in createdAt', count: 10 },
    ]);
    expect(entity?.columns.map(({ attribute }) => attribute)).toEqual(['activityType', 'userId']);
    expect(Object.keys(linesIn(join(folder, 'activity'))[0] as object)).toEqual(['activityType', 'userId']);
  });
});

async function withOddItems(engine: TestEngine, db: Connection): Promise<{ expired: string }> {
  const odd = [
    { PK: { S: 'ODD#1' }, SK: { S: 'ODD' }, EntityType: { S: 'Nobody' } },
    { PK: { S: 'ODD#2' }, SK: { S: 'ODD' } },
  ];
  for (const Item of odd) {
    await engine.client().send(new PutItemCommand({ TableName: db.tableName, Item }));
  }
  const key = { userId: 'gone', createdAt: NEW_YEAR, activityType: 'login' };
  await send(db, Activity.put({ ...key, expiresAt: NEW_YEAR }));
  return { expired: `USER#gone / ACTIVITY#${NEW_YEAR}#login` };
}

describe('an export is refused before anything is read:', () => {
  const db = connect({ table: activityTable });
  const keysOnly = defineTable({ name: 'keys', indexes: [{ name: 'GSI1', projection: 'keys' }] });
  const Thing = defineEntity<{ id: string }>()({
    name: 'Thing',
    table: keysOnly,
    keys: { PK: 'T#{id}', SK: 'T' },
  });
  const cases: readonly (readonly [object, string])[] = [
    [{ too: 1 }, 'exportTable has no option "too"; there are to, s3, from'],
    [{ to: '' }, 'A target is a folder or s3://bucket/prefix, not "".'],
    [{ format: 'csv' }, 'exportTable: format is "json-lines" or "dynamodb-json" or "parquet", not "csv".'],
    [{ fileBytes: 10 }, 'exportTable: fileBytes is a whole number from 65536 on, not 10.'],
    [{ readUnitsPerSecond: 0 }, 'exportTable: readUnitsPerSecond is a number above 0, not 0.'],
    [{ entities: [] }, 'exportTable: entities is a list of them, not'],
    [
      { entities: [{ name: 'Order' }] },
      'exportTable: this table has no entity "Order"; there are Activity, Member.',
    ],
    [
      { attributes: { Order: ['a'] } },
      'exportTable: attributes is for "Order", which is not exported; there are Activity, Member.',
    ],
    [
      { attributes: { Member: ['PK'] } },
      'exportTable: attributes: Member has "PK", which is no attribute of it.',
    ],
    [{ columns: { Member: { PK: 'string' } } }, 'exportTable: columns: Member.PK is not exported.'],
    [{ columns: { Member: { name: 'text' } } }, 'columns: Member.name has the type "text"'],
    [{ partitions: { Member: { attribute: 'name', unit: 'hour' } } }, 'partition: unit is'],
    [
      { format: 'dynamodb-json', columns: {} },
      'exportTable: the format dynamodb-json keeps items whole, as they are; it has no columns.',
    ],
    [{ from: { segments: 0 } }, 'exportTable: segments is a whole number from 1 to 32, not 0.'],
    [{ from: { index: 'GSI2' } }, 'exportTable: table activity has no index "GSI2"; its indexes: GSI1.'],
    [
      { from: { index: 'GSI1', consistent: true } },
      'exportTable: index GSI1 is a global one, which has no consistent reads.',
    ],
    [{ from: { partitionKey: 7 } }, 'exportTable: partitionKey is a string, as PK is, not 7.'],
    [
      { from: { partitionKey: 'a', segments: 2 } },
      'exportTable: from has "segments", which does not go with partitionKey, index.',
    ],
    [
      { from: { query: Member.get({ userId: 'u1' }) } },
      'exportTable: query is a read of many items, such as Order.ofUser({ … }), not',
    ],
    [{ from: 'USER' }, 'exportTable: from is an object, not "USER".'],
  ];
  test.each(cases)('%j', async (options, message) => {
    await expect(exportTable(db, { to: join(folder, 'new'), ...options })).rejects.toThrow(message);
  });

  test('an index that does not tell of what entity its items are', async () => {
    const options = { to: join(folder, 'new'), from: { index: 'GSI1' }, entities: [Thing] };
    await expect(exportTable(connect({ table: keysOnly }), options)).rejects.toThrow(
      'exportTable: index GSI1 does not hold EntityType, so nothing tells of what entity its items are.',
    );
  });
});
