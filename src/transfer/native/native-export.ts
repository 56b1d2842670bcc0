import type { ExportDescription } from '@aws-sdk/client-dynamodb';
import { MonotableError } from '../../errors.ts';

/** An export that DynamoDB makes by itself. */
export interface NativeExport {
  readonly arn: string;
  readonly status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  /**
   * Where `exportTable` finds it, once it is completed: `from: { dynamodbExport: '…' }`.
   * `s3://bucket/prefix/AWSDynamoDB/01693685827463-2d8752fd`
   */
  readonly path: string;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** As it is known when it is completed. */
  readonly items: number | undefined;
  /** What AWS charges for, in bytes. */
  readonly billedBytes: number | undefined;
  /** Why it failed, in the service's words. */
  readonly failure: string | undefined;
}

/** What the service says of an export, with the place of its files. */
export function nativeExport(description: ExportDescription | undefined): NativeExport {
  const { ExportArn: arn = '', ExportStatus: status, S3Bucket: bucket, S3Prefix } = description ?? {};
  const [, id] = /\/export\/([^/]+)$/.exec(arn) ?? [];
  if (id === undefined || bucket === undefined || status === undefined) {
    throw new MonotableError('DynamoDB answered without the ARN, the status and the bucket of the export.');
  }
  const prefix = S3Prefix ? `${S3Prefix.replace(/\/$/, '')}/` : '';
  const { FailureCode, FailureMessage } = description ?? {};
  const failure = [FailureCode, FailureMessage].filter((part) => part !== undefined).join(': ');
  return {
    arn,
    status,
    path: `s3://${bucket}/${prefix}AWSDynamoDB/${id}`,
    startedAt: description?.StartTime,
    endedAt: description?.EndTime,
    items: status === 'COMPLETED' ? description?.ItemCount : undefined,
    billedBytes: status === 'COMPLETED' ? description?.BilledSizeBytes : undefined,
    failure: failure === '' ? undefined : failure,
  };
}
