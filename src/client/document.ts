import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { CommandInput, CommandKind } from './codec/commands.ts';
import { decodeOutput, encodeInput, writeBody } from './codec/fields.ts';
import { quietLogger } from './quiet-logger.ts';
import { SDK_COMMANDS } from './sdk-commands.ts';
import { addWire, type Command, type CommandClass, type Stack, speaksJson } from './wire.ts';

/**
 * lib-dynamodb's command with our codec in the place of its own. Only a real client resolves middleware; what a mock
 * sees is the plain command. Nothing is put on the client's stack or read from its `translateConfig`, which document
 * clients of one base client share.
 */
export function documentCommand<K extends CommandKind>(kind: K, input: CommandInput<K>): Command {
  const command = new DOCUMENT[kind](input);
  command.resolveMiddleware = (clientStack, config, options) => {
    const inner = new SDK_COMMANDS[kind](command.input);
    quietLogger(inner.middlewareStack, clientStack, config);
    if (speaksJson(config)) {
      addWire(inner.middlewareStack, kind, config, {
        bodyOf: (given) => ({ body: writeBody(kind, given as CommandInput<K>), native: given as object }),
        outputOf: (native) => native,
        longWay: (output) => decodeOutput(kind, output),
      });
    } else {
      addTranslation(inner.middlewareStack, kind);
    }
    const handler = inner.resolveMiddleware(clientStack.concat(command.middlewareStack), config, options);
    return () => handler(inner);
  };
  return command;
}

/** For a client with another protocol: the places of lib-dynamodb's own translation, and the SDK's codec behind it. */
function addTranslation(stack: Stack, kind: CommandKind): void {
  stack.addRelativeTo(
    (next) => async (args) =>
      next({ ...args, input: encodeInput(kind, args.input as CommandInput<typeof kind>) }),
    { name: 'monotableEncode', relation: 'before', toMiddleware: 'serializerMiddleware', override: true },
  );
  stack.addRelativeTo(
    (next) => async (args) => {
      const result = await next(args);
      result.output = decodeOutput(kind, result.output);
      return result;
    },
    { name: 'monotableDecode', relation: 'before', toMiddleware: 'deserializerMiddleware', override: true },
  );
}

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
} as unknown as Readonly<Record<CommandKind, CommandClass>>;
