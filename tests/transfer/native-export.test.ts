import {
  DescribeContinuousBackupsCommand,
  DescribeExportCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type ExportDescription,
  ExportTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { connect, defineTable } from '../../src/index.ts';
import { describeDynamodbExport, startDynamodbExport } from '../../src/transfer/native/start-export.ts';

// No server that runs here knows these commands: what is sent is compared.

const TABLE = 'arn:aws:dynamodb:eu-north-1:123456789012:table/shop-production';
const ARN = `${TABLE}/export/01693685827463-2d8752fd`;
const now = new Date('2026-11-21T12:00:00.000Z');
const earliest = new Date('2026-10-17T08:00:00.400Z');
const latest = new Date('2026-11-21T11:55:00.000Z');

function setUp(status: 'ENABLED' | 'DISABLED' = 'ENABLED', described: ExportDescription = {}) {
  const client = new DynamoDBClient({ region: 'eu-north-1' });
  const mock = mockClient(client);
  mock.on(DescribeTableCommand).resolves({ Table: { TableArn: TABLE } });
  mock.on(DescribeContinuousBackupsCommand).resolves({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: {
        PointInTimeRecoveryStatus: status,
        EarliestRestorableDateTime: earliest,
        LatestRestorableDateTime: latest,
      },
    },
  });
  const answer: { ExportDescription: ExportDescription } = {
    ExportDescription: {
      ExportArn: ARN,
      ExportStatus: 'IN_PROGRESS',
      S3Bucket: 'analytics',
      S3Prefix: 'exports',
      StartTime: now,
      ...described,
    },
  };
  mock.on(ExportTableToPointInTimeCommand).resolves(answer);
  mock.on(DescribeExportCommand).resolves(answer);
  const table = defineTable({ name: 'shop' });
  const db = connect({ table, client, tableName: 'shop-production', now: () => now });
  const sent = () => mock.commandCalls(ExportTableToPointInTimeCommand).map(({ args }) => args[0].input);
  return { db, mock, sent };
}

const to = 's3://analytics/exports/';
const at = (time: string): Date => new Date(`2026-11-${time}Z`);

describe('startDynamodbExport', () => {
  test('exports the whole table as it is now', async () => {
    const { db, mock, sent } = setUp();
    expect(await startDynamodbExport(db, { to })).toEqual({
      arn: ARN,
      status: 'IN_PROGRESS',
      path: 's3://analytics/exports/AWSDynamoDB/01693685827463-2d8752fd',
      startedAt: now,
      endedAt: undefined,
      items: undefined,
      billedBytes: undefined,
      failure: undefined,
    });
    expect(sent()).toEqual([
      {
        TableArn: TABLE,
        S3Bucket: 'analytics',
        S3Prefix: 'exports',
        ExportFormat: 'DYNAMODB_JSON',
        ExportType: 'FULL_EXPORT',
      },
    ]);
    expect(mock.commandCalls(DescribeContinuousBackupsCommand)[0]?.args[0].input).toEqual({
      TableName: 'shop-production',
    });
  });

  test('exports it as it was, to the bucket of another account, with a key and a token', async () => {
    const { db, sent } = setUp();
    await startDynamodbExport(db, {
      to: 's3://analytics',
      at: at('20T00:00:00'),
      bucketOwner: '210987654321',
      kmsKey: 'alias/exports',
      token: 'night-324',
    });
    expect(sent()).toEqual([
      {
        TableArn: TABLE,
        S3Bucket: 'analytics',
        S3BucketOwner: '210987654321',
        S3SseAlgorithm: 'KMS',
        S3SseKmsKeyId: 'alias/exports',
        ClientToken: 'night-324',
        ExportFormat: 'DYNAMODB_JSON',
        ExportType: 'FULL_EXPORT',
        ExportTime: at('20T00:00:00'),
      },
    ]);
  });

  test.each([
    ['15 minutes', at('20T12:00:00'), at('20T12:15:00')],
    ['24 hours', at('19T12:00:00'), at('20T12:00:00')],
    ['until the latest moment', at('20T11:55:00'), undefined],
  ])('exports what was changed: %s', async (_, since, until) => {
    const { db, sent } = setUp();
    await startDynamodbExport(db, { to, type: { since, ...(until && { until }) } });
    expect(sent()[0]).toMatchObject({
      ExportType: 'INCREMENTAL_EXPORT',
      IncrementalExportSpecification: {
        ExportFromTime: since,
        ...(until && { ExportToTime: until }),
        ExportViewType: 'NEW_IMAGE',
      },
    });
    expect(sent()[0]?.IncrementalExportSpecification).not.toHaveProperty('ExportToTime', undefined);
  });

  test('may begin in the very second from which on the table can be brought back', async () => {
    const { db, sent } = setUp();
    await startDynamodbExport(db, { to, at: new Date('2026-10-17T08:00:00.000Z') });
    expect(sent()).toHaveLength(1);
  });

  test('says how point-in-time recovery is switched on', async () => {
    const { db, sent } = setUp('DISABLED');
    await expect(startDynamodbExport(db, { to })).rejects.toThrow(
      'startDynamodbExport: point-in-time recovery of table shop-production is off, and DynamoDB exports from it. Switch it on with: aws dynamodb update-continuous-backups --table-name shop-production --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
    );
    expect(sent()).toEqual([]);
  });

  const RANGE = 'goes from 2026-10-17T08:00:00.400Z to 2026-11-21T11:55:00.000Z.';
  const WINDOW = 'an incremental export is of 15 minutes to 24 hours, not from';
  test.each([
    [{ to: './exports' }, 'to is s3://bucket/prefix, not "./exports": DynamoDB exports to S3 only.'],
    [{ at: 'yesterday' }, 'at is a Date, not "yesterday".'],
    [{ at: new Date(Number.NaN) }, 'at is a Date, not an invalid Date.'],
    [{ at: at('21T12:00:01') }, 'at is 2026-11-21T12:00:01.000Z, which is not over yet.'],
    [
      { at: new Date('2026-10-01') },
      `at is 2026-10-01T00:00:00.000Z; the point-in-time recovery of this table ${RANGE}`,
    ],
    [
      { type: { since: at('21T11:00:00'), until: at('21T11:58:00') } },
      `until is 2026-11-21T11:58:00.000Z; the point-in-time recovery of this table ${RANGE}`,
    ],
    [
      { type: { since: at('20T12:00:00'), until: at('20T12:14:59') } },
      `${WINDOW} 2026-11-20T12:00:00.000Z to 2026-11-20T12:14:59.000Z.`,
    ],
    [
      { type: { since: at('19T12:00:00'), until: at('20T12:00:01') } },
      `${WINDOW} 2026-11-19T12:00:00.000Z to 2026-11-20T12:00:01.000Z.`,
    ],
    [
      { type: { since: at('20T11:00:00') } },
      `${WINDOW} 2026-11-20T11:00:00.000Z to 2026-11-21T11:55:00.000Z.`,
    ],
    [
      { type: { since: at('20T12:00:00'), until: at('20T11:00:00') } },
      `${WINDOW} 2026-11-20T12:00:00.000Z to 2026-11-20T11:00:00.000Z.`,
    ],
    [
      { type: { since: at('21T11:42:00') } },
      `${WINDOW} 2026-11-21T11:42:00.000Z to 2026-11-21T11:55:00.000Z.`,
    ],
    [{ type: { until: at('20T12:00:00') } }, 'since is a Date, not undefined.'],
    [{ type: { since: at('20T12:00:00'), to: 1 } }, 'type has since and until, and no "to".'],
    [{ type: 'incremental' }, 'type is "full" or { since, until }, not "incremental".'],
    [
      { type: { since: at('20T12:00:00') }, at: now },
      'at is for a full export; an incremental one has since and until.',
    ],
  ])('refuses %j', async (options, message) => {
    const { db, sent } = setUp();
    await expect(startDynamodbExport(db, { to, ...options } as never)).rejects.toThrow(
      `startDynamodbExport: ${message}`,
    );
    expect(sent()).toEqual([]);
  });

  test('refuses an option that it does not know', async () => {
    await expect(startDynamodbExport(setUp().db, { to, since: now } as never)).rejects.toThrow(
      'startDynamodbExport has no option "since"; there are to, type, at, bucketOwner, kmsKey, token, abortSignal.',
    );
  });

  test('does not begin when it is aborted on the way', async () => {
    const { db, mock, sent } = setUp();
    const stop = new AbortController();
    mock.on(DescribeTableCommand).callsFake(() => {
      stop.abort(new Error('enough'));
      return { Table: { TableArn: TABLE } };
    });
    await expect(startDynamodbExport(db, { to, abortSignal: stop.signal })).rejects.toThrow('enough');
    expect(sent()).toEqual([]);
  });
});

describe('describeDynamodbExport', () => {
  test('tells what came of an export', async () => {
    const endedAt = new Date('2026-11-21T12:10:00.000Z');
    const done = { ExportStatus: 'COMPLETED', EndTime: endedAt, ItemCount: 7, BilledSizeBytes: 900 } as const;
    const { db, mock } = setUp('ENABLED', done);
    expect(await describeDynamodbExport(db, ARN)).toMatchObject({
      status: 'COMPLETED',
      endedAt,
      items: 7,
      billedBytes: 900,
    });
    expect(mock.commandCalls(DescribeExportCommand)[0]?.args[0].input).toEqual({ ExportArn: ARN });
  });

  test('tells why one failed', async () => {
    const failed = {
      ExportStatus: 'FAILED',
      FailureCode: 'S3AccessDenied',
      FailureMessage: 'no access to the bucket',
      S3Prefix: '',
    } as const;
    expect(await describeDynamodbExport(setUp('ENABLED', failed).db, ARN)).toMatchObject({
      status: 'FAILED',
      failure: 'S3AccessDenied: no access to the bucket',
      path: 's3://analytics/AWSDynamoDB/01693685827463-2d8752fd',
    });
  });

  test('wants the ARN of an export', async () => {
    await expect(describeDynamodbExport(setUp().db, TABLE)).rejects.toThrow(
      `describeDynamodbExport: arn is that of an export, not "${TABLE.slice(0, 57)}`,
    );
  });

  test('does not take half an answer', async () => {
    const { db, mock } = setUp();
    mock.on(DescribeExportCommand).resolves({});
    await expect(describeDynamodbExport(db, ARN)).rejects.toThrow(
      'DynamoDB answered without the ARN, the status and the bucket of the export.',
    );
  });
});
