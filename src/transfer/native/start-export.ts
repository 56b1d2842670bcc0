import { DescribeExportCommand, ExportTableToPointInTimeCommand } from '@aws-sdk/client-dynamodb';
import type { Connection } from '../../client/connect.ts';
import type { SendOptions } from '../../client/run-command.ts';
import { RequestError, shown } from '../../errors.ts';
import { checkCallOptions } from '../../operations/check-options.ts';
import { parseS3Location } from '../target/s3-location.ts';
import { describedTable, pointInTimeRecovery, sending, tableClient } from './described-table.ts';
import { checkRecoverable, checkTimes, type NativeExportType } from './export-window.ts';
import { type NativeExport, nativeExport } from './native-export.ts';

/** What DynamoDB is to export by itself, and to where. */
export interface StartExportOptions extends SendOptions {
  /** `s3://bucket/prefix`; DynamoDB makes a folder `AWSDynamoDB` below it. */
  readonly to: string;
  /**
   * `full`, the table as it was `at` a moment; or what was changed `since` a moment (which is part of it) `until` another (which
   * is not), 15 minutes to 24 hours of it. Without an `until`: to the latest moment that there is, some minutes ago. Default `full`.
   */
  readonly type?: NativeExportType;
  /** The moment of a full export, to the second. Default: now. */
  readonly at?: Date;
  /** The account of the bucket, when it is another one: `123456789012`. */
  readonly bucketOwner?: string;
  /** The id of the KMS key for the files. Default: the bucket's own encryption, SSE-S3. */
  readonly kmsKey?: string;
  /**
   * For 8 hours, the same request with the same token is the same export. Default: a new token, so that each call starts an
   * export, however often the SDK sends it.
   */
  readonly token?: string;
}

const CALL = 'startDynamodbExport';
const OPTIONS: readonly (keyof StartExportOptions)[] = [
  ...(['to', 'type', 'at', 'bucketOwner', 'kmsKey', 'token', 'abortSignal'] as const),
];

/**
 * Lets DynamoDB export the table to S3 by itself: a snapshot, or the newest states of what was changed. It takes no read
 * capacity and some minutes at least, and needs point-in-time recovery. `describeDynamodbExport` tells how far it is, and
 * `exportTable` makes files by entity and day of it: `from: { dynamodbExport: started.path }`.
 *
 * What is sent is tested; no server but AWS itself knows these commands, and it has not been run there.
 *
 * @throws RequestError when point-in-time recovery is off or does not reach back so far, and for a place or time that is none.
 * @example
 * ```ts
 * import { connect } from 'monotable';
 * import { startDynamodbExport } from 'monotable/export';
 * import { shop } from 'monotable/commerce';
 *
 * const db = connect({ table: shop });
 * const started = await startDynamodbExport(db, { to: 's3://analytics/exports' });
 * started.path; // 's3://analytics/exports/AWSDynamoDB/01693685827463-2d8752fd'
 * ```
 */
export async function startDynamodbExport(
  db: Connection,
  options: StartExportOptions,
): Promise<NativeExport> {
  checkCallOptions(options, OPTIONS, CALL);
  const { type = 'full', at, bucketOwner, kmsKey, token } = options;
  const place = parseS3Location(options.to);
  if (place === undefined) {
    throw new RequestError(
      `${CALL}: to is s3://bucket/prefix, not ${shown(options.to)}: DynamoDB exports to S3 only.`,
    );
  }
  checkTimes(type, at, db.now());
  const { TableArn } = await describedTable(db, options);
  const recovery = await pointInTimeRecovery(db, options);
  if (recovery === undefined) throw recoveryIsOff(db.tableName);
  const { EarliestRestorableDateTime: earliest, LatestRestorableDateTime: latest } = recovery;
  checkRecoverable(type, at, { earliest, latest });
  const prefix = place.prefix.replace(/\/$/, '');
  const command = new ExportTableToPointInTimeCommand({
    TableArn,
    S3Bucket: place.bucket,
    ...(prefix !== '' && { S3Prefix: prefix }),
    ...(bucketOwner !== undefined && { S3BucketOwner: bucketOwner }),
    ...(kmsKey !== undefined && { S3SseAlgorithm: 'KMS' as const, S3SseKmsKeyId: kmsKey }),
    ...(token !== undefined && { ClientToken: token }),
    ExportFormat: 'DYNAMODB_JSON',
    ...(type === 'full'
      ? { ExportType: 'FULL_EXPORT' as const, ...(at !== undefined && { ExportTime: at }) }
      : {
          ExportType: 'INCREMENTAL_EXPORT' as const,
          IncrementalExportSpecification: {
            ExportFromTime: type.since,
            ...(type.until !== undefined && { ExportToTime: type.until }),
            // The old images would be read by nobody.
            ExportViewType: 'NEW_IMAGE' as const,
          },
        }),
  });
  const { ExportDescription } = await tableClient(db).send(command, sending(options));
  return nativeExport(ExportDescription);
}

/**
 * How far an export is that DynamoDB makes by itself. Not run against AWS either.
 *
 * @param arn as `startDynamodbExport` gave it
 */
export async function describeDynamodbExport(
  db: Connection,
  arn: string,
  options: SendOptions = {},
): Promise<NativeExport> {
  if (typeof arn !== 'string' || !/^arn:.+\/export\/[^/]+$/.test(arn)) {
    throw new RequestError(`describeDynamodbExport: arn is that of an export, not ${shown(arn)}.`);
  }
  const command = new DescribeExportCommand({ ExportArn: arn });
  const { ExportDescription } = await tableClient(db).send(command, sending(options));
  return nativeExport(ExportDescription);
}

function recoveryIsOff(name: string): RequestError {
  return new RequestError(
    `${CALL}: point-in-time recovery of table ${name} is off, and DynamoDB exports from it. Switch it on with: aws dynamodb update-continuous-backups --table-name ${name} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
  );
}
