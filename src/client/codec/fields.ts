import { randomUUID } from 'node:crypto';
import { ValueError } from '../../errors.ts';
import { pathBelow } from '../../expressions/path.ts';
import type { CommandInput, CommandKind, CommandOutput } from './commands.ts';
import { decodeItem, decodeValue } from './decode.ts';
import { encodeItem, encodeValue } from './encode.ts';
import { INPUTS, OUTPUTS, type Shape } from './shapes.ts';
import { writeJson } from './write-json.ts';

/** What is done with the values found: encoding or decoding. */
interface Codec {
  value(value: unknown, path: string): unknown;
  item(item: unknown, path: string): unknown;
}

const ENCODER = { value: encodeValue, item: encodeItem } as Codec;
const DECODER = { value: decodeValue, item: decodeItem } as Codec;

/**
 * The input of the low-level command: every value replaced by its AttributeValue, everything else as it was. The input
 * itself is not changed.
 *
 * @throws ValueError for a value that DynamoDB cannot hold, and for `undefined` in a key or among expression values.
 */
export function encodeInput<K extends CommandKind>(kind: K, input: CommandInput<K>): Record<string, unknown> {
  return walk(INPUTS[kind], input, ENCODER, '') as Record<string, unknown>;
}

/**
 * The JSON of a command's input, straight from native values. As bytes, which are hashed, counted and sent; of a text each of
 * these would make its own, and it would be kept as long as the request lasts.
 *
 * @throws ValueError as `encodeInput` does.
 */
export function writeBody<K extends CommandKind>(kind: K, input: CommandInput<K>): Uint8Array {
  // The SDK's codec would add it. Without one a transaction that the SDK repeats could be carried out twice.
  const token = (input as { ClientRequestToken?: string | undefined }).ClientRequestToken;
  const tokenless = kind === 'transactWrite' && token === undefined;
  const whole = tokenless ? { ...input, ClientRequestToken: randomUUID() } : input;
  const body = writeJson(INPUTS[kind], whole);
  if (body !== undefined) return Buffer.from(body);
  // One walk for what can be stored; what cannot is walked again, to say why and where.
  encodeInput(kind, input);
  throw new ValueError(`The input of ${kind} has null in the place of an item or a key.`);
}

/** One named part of an input as the low-level command has it. */
export function encodePart(shape: Shape, part: unknown, path: string): unknown {
  return walk(shape, part, ENCODER, path);
}

/** The output of the low-level command with native values; the output itself is not changed. */
export function decodeOutput<K extends CommandKind>(kind: K, output: unknown): CommandOutput<K> {
  return walk(OUTPUTS[kind], output, DECODER, '') as CommandOutput<K>;
}

/** A copy of a part of an input or output with its values replaced; what holds none is returned as it is. */
function walk(shape: Shape, part: unknown, codec: Codec, path: string): unknown {
  if (shape === 'value') return codec.value(part, path);
  if (shape === 'item') return codec.item(part, path);
  if (shape === 'complete') {
    for (const [name, member] of Object.entries(part ?? {})) {
      if (member === undefined) throw new ValueError(`${pathBelow(path, [name])} is undefined.`);
    }
    return codec.item(part, path);
  }
  if (!isObject(part)) return part;
  if ('each' in shape) {
    if (Array.isArray(part)) return part.map((member, i) => walk(shape.each, member, codec, `${path}[${i}]`));
    const entries = Object.entries(part);
    return Object.fromEntries(
      entries.map(([name, member]) => [name, walk(shape.each, member, codec, `${path}.${name}`)]),
    );
  }
  let copy = part;
  for (const name of Object.keys(shape.fields)) {
    const member = part[name];
    const inner = shape.fields[name];
    // An absent part; of a value `null` says something.
    if (member === undefined || inner === undefined || (member === null && inner !== 'value')) continue;
    if (copy === part) copy = { ...part };
    copy[name] = walk(inner, member, codec, path === '' ? name : `${path}.${name}`);
  }
  return copy;
}

function isObject(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null;
}
