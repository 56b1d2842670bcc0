import { Buffer } from 'node:buffer';
import { RequestError, shown } from '../../errors.ts';
import { gunzipText, gzipText } from '../gzip-text.ts';

/** Below it text stays legible, and compression would save no write unit worth mentioning. */
const PLAIN_CHARACTERS = 2_000;
/**
 * Beyond it the body stands in items of its own, so that a flag is not written at the price of the whole text: each write costs
 * a unit for every kilobyte of its item. Compressed it is some 400 KB of observations, more than Mastra's default thresholds let grow.
 */
const INLINE_BYTES = 100_000;
/** An item has 409,600 bytes at most (Developer guide: Service quotas), its keys and names among them. */
const PART_BYTES = 400_000;
/** A transaction has 4 MB at most (the same page), and the swap of a reflection writes two records in one. */
export const MAX_PARTS = 4;
const MAX_BODY_BYTES = MAX_PARTS * PART_BYTES;

/** A body in the form in which it is stored: within its record, or in parts. */
export type StoredBody =
  | { readonly body: string | Uint8Array; readonly parts?: never }
  | { readonly body?: never; readonly parts: readonly Uint8Array[] };

/**
 * JSON text in its stored form.
 *
 * @throws RequestError over 1.6 MB compressed.
 */
export async function storedBody(id: string, value: object): Promise<StoredBody> {
  const text = JSON.stringify(value);
  if (text.length <= PLAIN_CHARACTERS) return { body: text };
  const bytes = new Uint8Array(await gzipText(text));
  if (bytes.length <= INLINE_BYTES) return { body: bytes };
  if (bytes.length > MAX_BODY_BYTES) {
    throw new RequestError(
      `The observational memory record ${shown(id)} is too large: its texts have ${bytes.length} bytes compressed, and ${MAX_BODY_BYTES} can be stored. Let it be reflected earlier, at fewer observation tokens.`,
    );
  }
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PART_BYTES) parts.push(bytes.subarray(at, at + PART_BYTES));
  return { parts };
}

/** The way back, of a body or of all the parts of one. */
export async function bodyValue(stored: string | readonly Uint8Array[]): Promise<Record<string, unknown>> {
  const text = typeof stored === 'string' ? stored : await gunzipText(Buffer.concat(stored));
  return JSON.parse(text) as Record<string, unknown>;
}
