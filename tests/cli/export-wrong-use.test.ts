import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runHere } from './captured-io.ts';

// Nothing answers there: what is refused is refused before anything is sent.
const PLACE = ['--config', join(process.cwd(), 'monotable.config.ts'), '--endpoint', 'http://127.0.0.1:1'];
const FOLDER = join(process.cwd(), 'there-is-no-such-folder');
const TO = ['export', '--to', FOLDER] as const;
const OF_USER = [...TO, '--pattern', 'Order.ofUser'] as const;

async function refused(argv: readonly string[], code: number, message: string): Promise<void> {
  const called = await runHere([...argv, ...PLACE]);
  expect(called.stderr).toContain(message);
  expect(called.stderr).not.toMatch(/\n\s+at /);
  expect(called.stderr).not.toContain('Exporting');
  expect([called.code, called.stdout]).toEqual([code, '']);
  expect(existsSync(FOLDER)).toBe(false);
}

describe('wrong use of the commands about exports ends with 2', () => {
  test.each([
    [['export'], 'error: Say where to: --to ./export, or --to s3://bucket/prefix.'],
    [
      ['export', '--to', 's3:/bucket/x'],
      'The target "s3:/bucket/x" is neither a folder nor s3://bucket/prefix.',
    ],
    [
      [...TO, '--entity', 'Nobody'],
      'error: exportTable: this table has no entity "Nobody"; there are Address,',
    ],
    [
      [...TO, '--index', 'GSI9'],
      'error: exportTable: table shop has no index "GSI9"; its indexes: GSI1, GSI2.',
    ],
    [
      [...TO, '--attributes', 'Order=PK'],
      'error: exportTable: attributes: Order has "PK", which is no attribute',
    ],
  ] as const)('targets, entities and indexes: %j', (argv, message) => refused(argv, 2, message));

  test.each([
    ['Order', 'It is entity=attribute:unit:timeZone, such as Order=placedAt:iso:UTC.'],
    [
      'Order=at:weeks:UTC',
      'error: partition: unit is "seconds" or "milliseconds" or "iso" or "day" or "value"',
    ],
    [
      'Order=at:seconds:+09:00',
      'A time zone is a name of the IANA database, such as Asia/Tokyo, and no offset.',
    ],
    ['Order=at:seconds:-5', 'A time zone is a name of the IANA database, such as Asia/Tokyo, and no offset.'],
    ['Order=at:seconds:Mars/Base', 'error: There is no time zone "Mars/Base"'],
    [
      'User=at:iso:UTC',
      'error: exportTable: partitions is for "User", which is not exported; there are Order.',
    ],
  ])('--partition %s', (partition, message) =>
    refused([...TO, '--entity', 'Order', '--partition', partition], 2, message),
  );

  test.each([
    [['--column', 'Order=bigint'], 'It is entity.attribute=type, such as Order.total=decimal(18,2).'],
    [['--column', 'Order.at=int'], 'error: columns: Order.at has the type "int", which is none'],
    [['--column', 'Order.PK=string'], 'error: exportTable: columns: Order.PK is not exported.'],
    [
      ['--column', 'Order.at=string', '--format', 'dynamodb-json'],
      'error: exportTable: the format dynamodb-json keeps items whole, as they are; it has no columns.',
    ],
  ] as const)('%j', (argv, message) => refused([...TO, ...argv], 2, message));

  test.each([
    [
      [...TO, '--pk', 'a', '--pattern', 'Order.ofUser'],
      'error: --pk and --pattern are several sources; say one',
    ],
    [[...TO, '--pk', 'a', '--segments', '2'], 'error: --segments does not go with --pk.'],
    [
      [...TO, '--pattern', 'Order.of'],
      'error: There is no pattern Order.of to export; there are Address.ofUser, Order.ofUser, Order.withStatus,',
    ],
    [[...TO, '--pattern', 'Order.ofUser.more'], 'error: There is no pattern Order.ofUser.more to export;'],
    [[...TO, '--pattern', 'Order.byId', '--args', '{"orderId":"a"}'], 'error: Order.byId reads one item;'],
    [[...OF_USER, '--args', '{'], `error: --args is no JSON such as '{"userId":"u1"}': {`],
    [OF_USER, 'error: Key Order.GSI1PK: userId cannot be undefined: every part of a key needs a value.'],
    [[...OF_USER, '--args', '{"userId":7}'], 'error: Key Order.GSI1PK: userId cannot be 7:'],
    [
      [...OF_USER, '--args', 'null'],
      'error: Order.ofUser takes userId, placedAt, orderId in an object, not null.',
    ],
    [
      [...OF_USER, '--args', '{"user":"u1"}'],
      'error: Order.ofUser takes userId, placedAt, orderId; "user" is none',
    ],
  ] as const)('sources: %j', (argv, message) => refused(argv, 2, message));

  test.each([
    [['export', 'verify', 's3:x'], 'The target "s3:x" is neither a folder nor s3://bucket/prefix.'],
    [
      ['export', 'ddl', FOLDER],
      'error: Say where Athena will find the files: --location s3://bucket/prefix/.',
    ],
    [['export', 'ddl', FOLDER, '--location', 'foo'], 'location is a prefix such as "s3://bucket/raw/order/"'],
    [
      ['export', 'start', '--to', 'x'],
      'error: --to is s3://bucket/prefix, not x: DynamoDB exports to S3 only.',
    ],
    [
      ['export', 'start', '--to', 's3://bucket', '--at', 'now'],
      'It is an instant such as 2026-11-21T00:00:00Z.',
    ],
    [
      ['export', 'start', '--to', 's3://bucket', '--at', '9999-01-01T00:00:00Z'],
      'startDynamodbExport: at is 9999',
    ],
    [['import', 's3:/bucket/x'], 'The target "s3:/bucket/x" is neither a folder nor s3://bucket/prefix.'],
    [
      ['import', 'x', '--from-export', '--entity', 'Order'],
      'error: --entity does not go with --from-export.',
    ],
  ] as const)('other commands: %j', (argv, message) => refused(argv, 2, message));
});

describe('what is found out later ends with 1', () => {
  test.each([
    [['export', 'verify', FOLDER], 'has no manifest.json: no export there is complete.'],
    [['export', 'ddl', FOLDER, '--location', 's3://bucket/x'], 'There is no complete export in'],
  ] as const)('%j', (argv, message) => refused(argv, 1, message));
});
