import { bytesOf, isBase64, withBytes } from '../client/codec/bytes.ts';
import { decodeItem } from '../client/codec/decode.ts';
import { shown, ValueError } from '../errors.ts';
import type { NativeItem } from '../operations/operation.ts';

/**
 * The native form of an image. Binary is base64 text in a Lambda event, which is JSON, and bytes in what the SDK read; each
 * value shows which one it is: `{ photo: { B: 'AAEC' } }` → `{ photo: Uint8Array [0, 1, 2] }`.
 *
 * @throws MonotableError for a type that is not known, ValueError for text that is no base64.
 */
export function nativeImage(image: Readonly<Record<string, object>>): NativeItem {
  return decodeItem(withBytes(image, checkedBytes) as Parameters<typeof decodeItem>[0]);
}

function checkedBytes(text: string): Uint8Array {
  if (!isBase64(text)) throw new ValueError(`A binary attribute is base64 text, not ${shown(text)}.`);
  return bytesOf(text);
}
