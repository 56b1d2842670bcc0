import type {
  BatchGetCommandInput,
  BatchGetCommandOutput,
  BatchWriteCommandInput,
  BatchWriteCommandOutput,
  DeleteCommandInput,
  DeleteCommandOutput,
  GetCommandInput,
  GetCommandOutput,
  PutCommandInput,
  PutCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  TransactGetCommandInput,
  TransactGetCommandOutput,
  TransactWriteCommandInput,
  TransactWriteCommandOutput,
  UpdateCommandInput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';

/** The SDK commands that the toolkit sends; inputs and outputs hold native values, as lib-dynamodb's do. */
export interface Commands {
  get: { input: GetCommandInput; output: GetCommandOutput };
  put: { input: PutCommandInput; output: PutCommandOutput };
  update: { input: UpdateCommandInput; output: UpdateCommandOutput };
  delete: { input: DeleteCommandInput; output: DeleteCommandOutput };
  query: { input: QueryCommandInput; output: QueryCommandOutput };
  scan: { input: ScanCommandInput; output: ScanCommandOutput };
  batchGet: { input: BatchGetCommandInput; output: BatchGetCommandOutput };
  batchWrite: { input: BatchWriteCommandInput; output: BatchWriteCommandOutput };
  transactGet: { input: TransactGetCommandInput; output: TransactGetCommandOutput };
  transactWrite: { input: TransactWriteCommandInput; output: TransactWriteCommandOutput };
}

/** Which SDK command an operation is. */
export type CommandKind = keyof Commands;

/** The input of a command, with native values. */
export type CommandInput<K extends CommandKind> = Commands[K]['input'];

/** The output of a command, with native values. */
export type CommandOutput<K extends CommandKind> = Commands[K]['output'];
