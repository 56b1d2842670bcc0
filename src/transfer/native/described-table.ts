import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type PointInTimeRecoveryDescription,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Connection } from '../../client/connect.ts';
import type { SendOptions } from '../../client/run-command.ts';

/** What the service says of the connection's table. Its sizes and counts are some six hours old at most. */
export async function describedTable(db: Connection, options: SendOptions): Promise<TableDescription> {
  const command = new DescribeTableCommand({ TableName: db.tableName });
  const { Table } = await tableClient(db).send(command, sending(options));
  return Table ?? {};
}

/** The moments to which the table can be brought back; `undefined` when point-in-time recovery is off. */
export async function pointInTimeRecovery(
  db: Connection,
  options: SendOptions,
): Promise<PointInTimeRecoveryDescription | undefined> {
  const command = new DescribeContinuousBackupsCommand({ TableName: db.tableName });
  const { ContinuousBackupsDescription } = await tableClient(db).send(command, sending(options));
  const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  return recovery?.PointInTimeRecoveryStatus === 'ENABLED' ? recovery : undefined;
}

/** Table commands have no form of their own in lib-dynamodb; a document client sends the low-level ones as they are. */
export function tableClient(db: Connection): DynamoDBClient {
  return db.client as DynamoDBClient;
}

/** The options of the SDK's `send`, unless the call has been aborted meanwhile. */
export function sending({ abortSignal }: SendOptions): { abortSignal?: AbortSignal } {
  abortSignal?.throwIfAborted();
  return abortSignal === undefined ? {} : { abortSignal };
}
