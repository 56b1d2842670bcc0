import { Buffer } from 'node:buffer';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Whether a text is base64 as the service writes it. Buffer skips in silence what is none. */
export function isBase64(text: string): boolean {
  return BASE64.test(text);
}

/** What a binary attribute of a request or an answer stands for. */
export function bytesOf(base64: string): Uint8Array {
  // A copy, for small Buffers are views of one block that they share.
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** A binary attribute as it stands in a request. */
export function base64Of(bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/**
 * A copy of an item, or of anything with AttributeValues in it, with bytes for the texts of binaries: wherever a member `B` is
 * text, or `BS` a list of it. Nothing but AttributeValues has such. What is bytes already stays as it is.
 */
export function withBytes(part: unknown, decode: (base64: string) => Uint8Array = bytesOf): unknown {
  if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return part;
  if (Array.isArray(part)) return part.map((member) => withBytes(member, decode));
  // Entries and not assignments: an attribute may be named __proto__.
  return Object.fromEntries(
    Object.entries(part).map(([name, member]) => {
      if (name === 'B' && typeof member === 'string') return [name, decode(member)];
      if (name !== 'BS' || !Array.isArray(member)) return [name, withBytes(member, decode)];
      return [
        name,
        member.map((each) => (typeof each === 'string' ? decode(each) : withBytes(each, decode))),
      ];
    }),
  );
}
