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
import type { CommandInput, CommandKind, CommandOutput } from './codec/commands.ts';
import { decodeOutput, writeBody } from './codec/fields.ts';
import { INPUTS, OUTPUTS } from './codec/shapes.ts';
import { lazyForm } from './lazy-form.ts';
import { addWire, type Command, type CommandClass, speaksJson } from './wire.ts';

/** The bodies of inputs on their way, and the native values of outputs that came by them. */
const bodies = new WeakMap<object, string>();
const natives = new WeakMap<object, object>();

/**
 * The SDK's command with AttributeValues. What the caller's middleware or mock sees, and gives, is what it would be without
 * us: an input that it replaces is sent as it says, and an output that it made is decoded.
 */
export function lowLevelCommand<K extends CommandKind>(kind: K, input: CommandInput<K>): Command {
  const body = writeBody(kind, input);
  const form = lazyForm(input, INPUTS[kind]);
  bodies.set(form, body);
  return new COMMANDS[kind](form);
}

/** What a low-level command gave, with native values. */
export function nativeOutput<K extends CommandKind>(kind: K, output: object): CommandOutput<K> {
  return (natives.get(output) as CommandOutput<K> | undefined) ?? decodeOutput(kind, output);
}

function wired(kind: CommandKind, sdk: unknown): CommandClass {
  const Base = sdk as CommandClass;
  const Wired = class extends Base {
    override resolveMiddleware(...[stack, config, options]: Parameters<Command['resolveMiddleware']>) {
      if (speaksJson(config)) {
        addWire(this.middlewareStack, kind, config, {
          bodyOf: (input) => bodies.get(input as object),
          outputOf: (native) => {
            const form = lazyForm(native, OUTPUTS[kind]);
            natives.set(form, native);
            return form;
          },
        });
      }
      return super.resolveMiddleware(stack, config, options);
    }
  };
  // Tracing and mocks show it.
  return Object.defineProperty(Wired, 'name', { value: Base.name });
}

const COMMANDS: Readonly<Record<CommandKind, CommandClass>> = {
  get: wired('get', GetItemCommand),
  put: wired('put', PutItemCommand),
  update: wired('update', UpdateItemCommand),
  delete: wired('delete', DeleteItemCommand),
  query: wired('query', QueryCommand),
  scan: wired('scan', ScanCommand),
  batchGet: wired('batchGet', BatchGetItemCommand),
  batchWrite: wired('batchWrite', BatchWriteItemCommand),
  transactGet: wired('transactGet', TransactGetItemsCommand),
  transactWrite: wired('transactWrite', TransactWriteItemsCommand),
};
