import { Buffer } from 'node:buffer';
import { decodeItem } from '../client/codec/decode.ts';
import { shown, ValueError } from '../errors.ts';
import type { NativeItem } from '../operations/operation.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The native form of an image. Binary is base64 text in a Lambda event, which is JSON, and bytes in what the SDK read; each
 * value shows which one it is: `{ photo: { B: 'AAEC' } }` → `{ photo: Uint8Array [0, 1, 2] }`.
 *
 * @throws MonotableError for a type that is not known, ValueError for text that is no base64.
 */
export function nativeImage(image: Readonly<Record<string, object>>): NativeItem {
  return decodeItem(mapped(image, withBytes) as Parameters<typeof decodeItem>[0]);
}

/** The same AttributeValue with its binaries as bytes. */
function withBytes(value: object): object {
  const { B, BS, L, M } = value as Readonly<Record<string, unknown>>;
  if (typeof B === 'string') return { B: bytesOf(B) };
  if (Array.isArray(BS))
    return { BS: BS.map((member) => (typeof member === 'string' ? bytesOf(member) : member)) };
  if (Array.isArray(L)) return { L: L.map(withBytes) };
  if (typeof M === 'object' && M !== null)
    return { M: mapped(M as Readonly<Record<string, object>>, withBytes) };
  return value;
}

/** Entries and not assignments: an attribute may be named __proto__. */
function mapped(
  attributes: Readonly<Record<string, object>>,
  change: (value: object) => object,
): Record<string, object> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, change(value)]));
}

function bytesOf(text: string): Uint8Array {
  // Buffer skips in silence what is no base64.
  if (!BASE64.test(text)) throw new ValueError(`A binary attribute is base64 text, not ${shown(text)}.`);
  // A copy, for small Buffers are views of one that they share.
  return new Uint8Array(Buffer.from(text, 'base64'));
}
