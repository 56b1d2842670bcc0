import type { Connection } from '../../client/connect.ts';
import { RequestError, shown } from '../../errors.ts';
import type { ExportFrom } from '../export-options.ts';
import type { S3Options } from '../target/open-target.ts';
import { dynamodbExportSource } from './dynamodb-export-source.ts';
import { partitionSource, querySource } from './query-source.ts';
import { scanSource } from './scan-source.ts';
import type { Source } from './source.ts';

const OPTIONS = {
  query: ['query'],
  partitionKey: ['partitionKey', 'index'],
  dynamodbExport: ['dynamodbExport'],
  segments: ['segments', 'index', 'consistent'],
} as const;

/** @throws RequestError for what is no source, or not one of this table. */
export async function openSource(
  db: Connection,
  from: ExportFrom,
  s3: S3Options | undefined,
): Promise<Source> {
  if (typeof from !== 'object' || from === null) {
    throw new RequestError(`exportTable: from is an object, not ${shown(from)}.`);
  }
  const kind =
    (['query', 'partitionKey', 'dynamodbExport'] as const).find((name) => name in from) ?? 'segments';
  const odd = Object.keys(from).find((name) => !(OPTIONS[kind] as readonly string[]).includes(name));
  if (odd !== undefined) {
    throw new RequestError(
      `exportTable: from has ${shown(odd)}, which does not go with ${OPTIONS[kind].join(', ')}.`,
    );
  }
  if ('query' in from) return querySource(db, from);
  if ('dynamodbExport' in from) return dynamodbExportSource(from, s3);
  return 'partitionKey' in from ? partitionSource(db, from) : scanSource(db, from);
}
