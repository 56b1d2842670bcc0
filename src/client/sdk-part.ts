import { withBytes } from './codec/bytes.ts';

/**
 * A part of an answer as the SDK would give it: from the JSON itself, because a native value need not be storable, and
 * middleware may look at any.
 */
export function sdkPart(answer: Uint8Array, name: string): unknown {
  const text = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength).toString();
  const whole: Readonly<Record<string, unknown>> = JSON.parse(text);
  return withBytes(whole[name]);
}
