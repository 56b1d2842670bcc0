import type { CommandInput, CommandKind, CommandOutput } from './codec/commands.ts';
import { decodeOutput, encodePart, writeBody } from './codec/fields.ts';
import { INPUTS, OUTPUTS } from './codec/shapes.ts';
import { Hidden } from './hidden.ts';
import { lazyForm, nativeOf } from './lazy-form.ts';
import { quietLogger } from './quiet-logger.ts';
import { SDK_COMMANDS } from './sdk-commands.ts';
import { sdkPart } from './sdk-part.ts';
import { addWire, type Command, type CommandClass, speaksJson } from './wire.ts';

/** The bodies of inputs on their way. */
const bodies = new Hidden<Uint8Array>();

/**
 * The SDK's command with AttributeValues. What the caller's middleware or mock sees, and gives, is what it would be without
 * us: what it changes of an input is sent so, and what it changes of an output is read so.
 */
export function lowLevelCommand<K extends CommandKind>(kind: K, input: CommandInput<K>): Command {
  const body = writeBody(kind, input);
  const { fields } = INPUTS[kind];
  // Other objects are not for changing inside, either: the body is written already.
  const parts = Object.keys(input).filter((name) => typeof input[name as keyof typeof input] === 'object');
  const form = lazyForm(input, parts, (name, part) => {
    const shape = fields[name];
    return shape === undefined ? part : encodePart(shape, part, name);
  });
  bodies.set(form, body);
  return new COMMANDS[kind](form);
}

/** What a low-level command gave, with native values. */
export function nativeOutput<K extends CommandKind>(kind: K, output: object): CommandOutput<K> {
  return (nativeOf(output) as CommandOutput<K> | undefined) ?? decodeOutput(kind, output);
}

function wired(kind: CommandKind): CommandClass {
  const Base = SDK_COMMANDS[kind];
  const Wired = class extends Base {
    override resolveMiddleware(...[stack, config, options]: Parameters<Command['resolveMiddleware']>) {
      quietLogger(this.middlewareStack, stack, config);
      if (speaksJson(config)) {
        addWire(this.middlewareStack, kind, config, {
          bodyOf: (input) => {
            const native = nativeOf(input as object);
            const body = bodies.get(input as object);
            return native && body !== undefined ? { body, native } : undefined;
          },
          outputOf: (native, answer) =>
            lazyForm(native, Object.keys(OUTPUTS[kind].fields), (name) => sdkPart(answer, name)),
          longWay: (output) => output,
        });
      }
      return super.resolveMiddleware(stack, config, options);
    }
  };
  // Tracing and mocks show it.
  return Object.defineProperty(Wired, 'name', { value: Base.name });
}

const COMMANDS = Object.fromEntries(
  (Object.keys(SDK_COMMANDS) as CommandKind[]).map((kind) => [kind, wired(kind)]),
) as Record<CommandKind, CommandClass>;
