import type { CommandKind } from './codec/commands.ts';
import { OUTPUTS } from './codec/shapes.ts';

/**
 * A part of an answer as the SDK would give it: from the JSON itself, because a native value need not be storable, and
 * middleware may look at any.
 */
export function sdkPart(kind: CommandKind, answer: Uint8Array, name: string): unknown {
  const text = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString();
  const whole: Readonly<Record<string, unknown>> = JSON.parse(text);
  return Object.hasOwn(OUTPUTS[kind].fields, name) ? withBytes(whole[name]) : whole[name];
}

/** Binary values as bytes: wherever a member `B` is text, or `BS` a list of it. Only AttributeValues have such. */
function withBytes(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(withBytes);
  const entries = Object.entries(part);
  const [[type, value] = []] = entries;
  if (entries.length === 1 && type === 'B' && typeof value === 'string') return { B: bytesOf(value) };
  if (entries.length === 1 && type === 'BS' && Array.isArray(value)) return { BS: value.map(bytesOf) };
  return Object.fromEntries(entries.map(([name, member]) => [name, withBytes(member)]));
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
