import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CommandKind } from './codec/commands.ts';
import type { CommandClass } from './wire.ts';

/** The SDK's low-level command of each kind. */
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
} as unknown as Readonly<Record<CommandKind, CommandClass>>;
