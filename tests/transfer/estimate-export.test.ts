import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { connect } from '../../src/index.ts';
import { estimateExport } from '../../src/transfer/estimate-export.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { describeEngines } from '../support/engines.ts';
import { Activity, activityDb, activityTable } from './activity-table.ts';
import { fullLine, makeExport } from './made-dynamodb-export.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-estimate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeEngines('an estimate', (engine) => {
  test('is near to what the export takes then', async () => {
    const db = await activityDb(engine, 900);
    const estimate = await estimateExport(db, { readUnitsPerSecond: 100 });
    expect(estimate).toMatchObject({ items: 901, atMost: false, native: { available: false } });
    const { manifest } = await exportTable(db, { to: folder });
    // dynoxide says that a table has no bytes, as AWS does of a new one.
    if (estimate.bytes === 0) {
      expect(estimate.advice).toContain('The service does not say how large the table is');
      return;
    }
    const readUnits = manifest?.readUnits ?? 0;
    // Each of the segments is rounded by itself, so it can be some more.
    expect(Math.abs(readUnits - estimate.readUnits)).toBeLessThanOrEqual(2);
    expect(estimate.seconds).toBe(estimate.readUnits / 100);
  });

  test('of one partition is what all would take', async () => {
    const db = await activityDb(engine, 40);
    for (const from of [{ partitionKey: 'USER#u1' }, { query: Activity.ofUser({ userId: 'u1' }) }]) {
      expect(await estimateExport(db, { from })).toMatchObject({ items: 41, atMost: true });
    }
  });
});

function setUp(answered: 'ENABLED' | 'DISABLED' | Error = 'ENABLED') {
  const client = new DynamoDBClient({ region: 'eu-north-1' });
  const mock = mockClient(client);
  mock.on(DescribeTableCommand).resolves({
    Table: {
      ItemCount: 1000,
      TableSizeBytes: 1_000_000,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [{ IndexName: 'GSI1', ItemCount: 300, IndexSizeBytes: 40_960 }],
      LocalSecondaryIndexes: [{ IndexName: 'LSI1', ItemCount: 9, IndexSizeBytes: 500_000 }],
    },
  });
  const recovery = mock.on(DescribeContinuousBackupsCommand);
  if (answered instanceof Error) recovery.rejects(answered);
  else {
    recovery.resolves({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: answered },
      },
    });
  }
  return { mock, db: connect({ table: activityTable, client }) };
}

describe('estimateExport', () => {
  test('takes the size of the table, and for its own export that of the local indexes as well', async () => {
    const { db } = setUp();
    expect(await estimateExport(db)).toMatchObject({
      ...{ items: 1000, bytes: 1_000_000, readUnits: 122.5, seconds: undefined, atMost: false },
      native: { available: true, dollars: expect.closeTo(0.000_15, 9) },
    });
  });

  test('takes that of the index which is read', async () => {
    const { db } = setUp('DISABLED');
    const whole = {
      items: 300,
      bytes: 40_960,
      readUnits: 5,
      native: { available: false, dollars: expect.closeTo(0.000_15, 9) },
    };
    expect(await estimateExport(db, { from: { index: 'GSI1' } })).toMatchObject({ ...whole, atMost: false });
    const query = Activity.ofType({ activityType: 'login' });
    expect(await estimateExport(db, { from: { query } })).toMatchObject({ ...whole, atMost: true });
  });

  test('knows that consistent reads are twice as dear, and that other regions are', async () => {
    const { db } = setUp();
    const estimate = await estimateExport(db, { from: { consistent: true }, pricePerMillionReads: 0.2 });
    expect(estimate).toMatchObject({ readUnits: 245, dollars: 0.000_049 });
  });

  test('says when the table pays for capacity', async () => {
    const { db, mock } = setUp();
    mock.on(DescribeTableCommand).resolves({ Table: { ItemCount: 1, TableSizeBytes: 5000 } });
    expect((await estimateExport(db)).advice).toContain('provisioned');
  });

  test('takes an export that there is by its manifest, and asks nothing of the table', async () => {
    const { db, mock } = setUp();
    const item = Activity.put({ userId: 'u1', createdAt: 1, activityType: 'login' }).input.Item ?? {};
    const { path } = makeExport(folder, [[fullLine(item)], []]);
    expect(await estimateExport(db, { from: { dynamodbExport: path } })).toMatchObject({
      ...{ items: 1, bytes: 123_456, readUnits: 0, dollars: 0 },
      native: { available: true, dollars: 0 },
    });
    expect(mock.calls()).toHaveLength(0);
  });

  test('does without an answer about point-in-time recovery that it may not have', async () => {
    const { db } = setUp(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    expect((await estimateExport(db)).native.available).toBe(false);
    const failing = setUp(Object.assign(new Error('the service is down'), { name: 'InternalServerError' }));
    await expect(estimateExport(failing.db)).rejects.toThrow('the service is down');
  });

  test.each([
    [{ readUnitsPerSecond: 0 }, 'estimateExport: readUnitsPerSecond is a number above 0, not 0.'],
    [{ pricePerMillionReads: -1 }, 'estimateExport: pricePerMillionReads is a number of dollars, not -1.'],
    [
      { pricePerMillionReads: Number.NaN },
      'estimateExport: pricePerMillionReads is a number of dollars, not NaN.',
    ],
    [{ to: 'out' }, 'estimateExport has no option "to"; there are from, s3, readUnitsPerSecond,'],
    [{ from: { index: 'GSI2' } }, 'exportTable: table activity has no index "GSI2"; its indexes: GSI1.'],
    [{ from: 7 }, 'exportTable: from is an object, not 7.'],
  ])('refuses %j', async (options, message) => {
    await expect(estimateExport(setUp().db, options as never)).rejects.toThrow(message);
  });

  test('says when the index is declared, and not there', async () => {
    const { db, mock } = setUp();
    mock.on(DescribeTableCommand).resolves({ Table: { ItemCount: 1 } });
    await expect(estimateExport(db, { from: { index: 'GSI1' } })).rejects.toThrow(
      'estimateExport: table activity has no index "GSI1".',
    );
  });
});
