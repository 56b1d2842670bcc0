import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand as NativeQueryCommand,
  ScanCommand as NativeScanCommand,
  PutCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { CommandKind } from '../../src/client/codec/commands.ts';
import { decodeOutput } from '../../src/client/codec/fields.ts';
import { StubNetwork } from './stub-clients.ts';

/** The SDK's own commands, of which nothing is ours. */
export const SDK_COMMANDS = {
  get: GetItemCommand,
  put: PutItemCommand,
  update: UpdateItemCommand,
  delete: DeleteItemCommand,
  query: QueryCommand,
  scan: ScanCommand,
  batchGet: BatchGetItemCommand,
  batchWrite: BatchWriteItemCommand,
  transactGet: TransactGetItemsCommand,
  transactWrite: TransactWriteItemsCommand,
} as unknown as Readonly<Record<CommandKind, new (input: object) => GetItemCommand>>;

export const KINDS = Object.keys(SDK_COMMANDS) as CommandKind[];

const network = new StubNetwork();
const client = new DynamoDBClient({ ...network.settings(), maxAttempts: 1 });

/** What the SDK sends for an input of AttributeValues. */
export async function sdkBody(kind: CommandKind, input: object): Promise<Record<string, unknown>> {
  network.answer('{}');
  network.requests.length = 0;
  await client.send(new SDK_COMMANDS[kind](input));
  return network.bodies[0] ?? {};
}

/** An answer as the SDK reads it, made native: what `readJson` must give. */
export async function longWay(
  kind: CommandKind,
  body: Uint8Array | string,
): Promise<Record<string, unknown>> {
  network.answers = [{ body }];
  const output = await client.send(new SDK_COMMANDS[kind]({}));
  const { $metadata, ...native } = decodeOutput(kind, output) as Record<string, unknown>;
  return native;
}

const NATIVE_COMMANDS = {
  get: GetCommand,
  put: PutCommand,
  update: UpdateCommand,
  delete: DeleteCommand,
  query: NativeQueryCommand,
  scan: NativeScanCommand,
  batchGet: BatchGetCommand,
  batchWrite: BatchWriteCommand,
  transactGet: TransactGetCommand,
  transactWrite: TransactWriteCommand,
} as unknown as Readonly<Record<CommandKind, new (input: object) => GetCommand>>;

const document = DynamoDBDocumentClient.from(client);

/** What lib-dynamodb sends for native values, and makes of an answer. It does not know where we look for values. */
export async function libDynamodb(kind: CommandKind, input: object, answer: string) {
  network.answer(answer);
  network.requests.length = 0;
  const { $metadata, ...output } = await document.send(new NATIVE_COMMANDS[kind](input));
  return { body: network.bodies[0], output };
}
