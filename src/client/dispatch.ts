import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand as LowLevelQueryCommand,
  ScanCommand as LowLevelScanCommand,
  PutItemCommand,
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
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { CommandInput, CommandKind, CommandOutput } from './codec/commands.ts';
import { decodeOutput, encodeInput } from './codec/fields.ts';

/** A client of the user's, of either kind. */
export type DynamoClient = DynamoDBClient | DynamoDBDocumentClient;

/** How one request is sent. */
export interface DispatchOptions {
  /** Ends the request, and the SDK's waits between its attempts, with an `AbortError`. */
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * Send one SDK command: native values in, native values out, through our codec whichever client it is. A
 * `DynamoDBDocumentClient` gets lib-dynamodb's command with the native input, so that a mock of it sees what it expects;
 * any other client gets the low-level command with AttributeValues. Errors of the SDK pass untouched; `presentItem` and
 * `cancellationItems` read the items on them.
 *
 * @throws ValueError for a value that DynamoDB cannot hold, before anything is sent.
 */
export async function dispatch<K extends CommandKind>(
  client: DynamoClient,
  kind: K,
  input: CommandInput<K>,
  options: DispatchOptions = {},
): Promise<CommandOutput<K>> {
  // Options given, even empty ones, make the SDK drop its cached middleware.
  const rest = options.abortSignal === undefined ? [] : [{ abortSignal: options.abortSignal }];
  const sender = client as unknown as Sender;
  if (isDocumentClient(client)) {
    const output = await sender.send(documentCommand(kind, input), ...rest);
    return (output ?? noAnswer()) as CommandOutput<K>;
  }
  const output = await sender.send(new LOW_LEVEL[kind](encodeInput(kind, input) as never), ...rest);
  return decodeOutput(kind, output ?? noAnswer());
}

/** Whether the client takes native values. */
export function isDocumentClient(client: DynamoClient): client is DynamoDBDocumentClient {
  if (client instanceof DynamoDBDocumentClient) return true;
  if (client instanceof DynamoDBClient) return false;
  // Another copy of the SDK: of the two classes only the document client has a static `from`.
  const type = (client as { constructor?: { from?: unknown } }).constructor;
  return typeof type?.from === 'function';
}

/**
 * lib-dynamodb's command with our codec in the place of its own. Only a real client resolves middleware; what a mock
 * sees is the plain command. Nothing is put on the client's stack or read from its `translateConfig`, which document
 * clients of one base client share.
 */
function documentCommand<K extends CommandKind>(kind: K, input: CommandInput<K>): Command {
  const command: Command = new DOCUMENT[kind](input as never);
  command.resolveMiddleware = (clientStack, configuration, options) => {
    const inner: Command = new LOW_LEVEL[kind](command.input as never);
    // The places of lib-dynamodb's own translation, so that the user's middleware sees native values as with it.
    inner.middlewareStack.addRelativeTo(
      (next) => async (args) => next({ ...args, input: encodeInput(kind, args.input as CommandInput<K>) }),
      { name: 'monotableEncode', relation: 'before', toMiddleware: 'serializerMiddleware', override: true },
    );
    inner.middlewareStack.addRelativeTo(
      (next) => async (args) => {
        const result = await next(args);
        result.output = decodeOutput(kind, result.output);
        return result;
      },
      { name: 'monotableDecode', relation: 'before', toMiddleware: 'deserializerMiddleware', override: true },
    );
    const stack = clientStack.concat(command.middlewareStack);
    const handler = inner.resolveMiddleware(stack, configuration, options);
    return () => handler(inner);
  };
  return command;
}

/** A mock that was told nothing answers `undefined`; callers then see an output with nothing in it. */
function noAnswer() {
  return { $metadata: {} };
}

/** The SDK's classes as far as they are used here; their own types differ from command to command. */
interface Sender {
  send(command: Command, options?: DispatchOptions): Promise<object | undefined>;
}

interface Command {
  readonly input: unknown;
  readonly middlewareStack: Stack;
  resolveMiddleware(
    clientStack: Stack,
    configuration: never,
    options: never,
  ): (command: Command) => Promise<Result>;
}

interface Stack {
  addRelativeTo(
    middleware: (next: (args: Arguments) => Promise<Result>) => (args: Arguments) => Promise<Result>,
    options: object,
  ): void;
  concat(other: Stack): Stack;
}

interface Arguments {
  readonly input: unknown;
}

interface Result {
  output: unknown;
}

type CommandClasses = Readonly<Record<CommandKind, new (input: never) => Command>>;

const DOCUMENT = {
  get: GetCommand,
  put: PutCommand,
  update: UpdateCommand,
  delete: DeleteCommand,
  query: QueryCommand,
  scan: ScanCommand,
  batchGet: BatchGetCommand,
  batchWrite: BatchWriteCommand,
  transactGet: TransactGetCommand,
  transactWrite: TransactWriteCommand,
} as unknown as CommandClasses;

const LOW_LEVEL = {
  get: GetItemCommand,
  put: PutItemCommand,
  update: UpdateItemCommand,
  delete: DeleteItemCommand,
  query: LowLevelQueryCommand,
  scan: LowLevelScanCommand,
  batchGet: BatchGetItemCommand,
  batchWrite: BatchWriteItemCommand,
  transactGet: TransactGetItemsCommand,
  transactWrite: TransactWriteItemsCommand,
} as unknown as CommandClasses;
