import { setTimeout as wait } from 'node:timers/promises';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { type Connection, connect } from '../../src/client/connect.ts';
import type { StreamRecord, StreamView } from '../../src/streams/stream-record.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import type { Table } from '../../src/table/table.ts';
import type { TestEngine } from '../support/engines.ts';

/** A new table with a stream, and what reads all records of the stream. */
export async function tableWithStream(
  engine: TestEngine,
  table: Table,
  view: StreamView,
): Promise<{ db: Connection; records: (count: number) => Promise<StreamRecord[]> }> {
  const tableName = engine.tableName(table.name);
  const StreamSpecification = { StreamEnabled: true, StreamViewType: view };
  await engine
    .client()
    .send(new CreateTableCommand({ ...createTableInput(table, tableName), StreamSpecification }));
  const db = connect({ table, tableName, client: engine.client() });
  return { db, records: (count) => recordsOf(engine, tableName, count) };
}

/** Reads until there are so many; what a server has taken may be in the stream a moment later. */
async function recordsOf(engine: TestEngine, tableName: string, count: number): Promise<StreamRecord[]> {
  const call = (action: string, body: object) => callStreams(engine, action, body);
  const { Streams } = await call('ListStreams', { TableName: tableName });
  const StreamArn = Streams?.[0]?.StreamArn;
  for (let attempt = 0; ; attempt += 1) {
    const records: StreamRecord[] = [];
    const { StreamDescription } = await call('DescribeStream', { StreamArn });
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      const from = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
      const { ShardIterator } = await call('GetShardIterator', from);
      records.push(...((await call('GetRecords', { ShardIterator })).Records ?? []));
    }
    if (records.length >= count || attempt === 50) return records;
    await wait(100);
  }
}

interface StreamsAnswer {
  readonly Streams?: readonly { readonly StreamArn: string }[];
  readonly StreamDescription?: { readonly Shards: readonly { readonly ShardId: string }[] };
  readonly ShardIterator?: string;
  readonly Records?: readonly StreamRecord[];
}

/** The SDK's client for streams is not among the dependencies. Its answers are the JSON of a Lambda event before it reads them. */
async function callStreams({ settings }: TestEngine, action: string, body: object): Promise<StreamsAnswer> {
  const scope = `${settings.credentials.accessKeyId}/20260101/${settings.region}/dynamodb/aws4_request`;
  const response = await fetch(settings.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${action}`,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
  return (await response.json()) as StreamsAnswer;
}
