import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CommandInput, CommandKind, CommandOutput } from './codec/commands.ts';
import { documentCommand } from './document.ts';
import { lowLevelCommand, nativeOutput } from './low-level.ts';
import type { Command } from './wire.ts';

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
  const output = await sender.send(lowLevelCommand(kind, input), ...rest);
  return nativeOutput(kind, output ?? noAnswer());
}

/** Whether the client takes native values. */
export function isDocumentClient(client: DynamoClient): client is DynamoDBDocumentClient {
  if (client instanceof DynamoDBDocumentClient) return true;
  if (client instanceof DynamoDBClient) return false;
  // Another copy of the SDK: of the two classes only the document client has a static `from`.
  const type = (client as { constructor?: { from?: unknown } }).constructor;
  return typeof type?.from === 'function';
}

/** A mock that was told nothing answers `undefined`; callers then see an output with nothing in it. */
function noAnswer() {
  return { $metadata: {} };
}

interface Sender {
  send(command: Command, options?: DispatchOptions): Promise<object | undefined>;
}
