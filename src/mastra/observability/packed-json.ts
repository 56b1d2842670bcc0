import type { PackedJson } from '../../repositories/mastra/span-layout.ts';
import { gunzipText, gzipText } from '../gzip-text.ts';
import { inField } from '../in-field.ts';

/** Shorter text stays text, which a person can read in the table; longer text costs a unit for each KB, with each write. */
const PACKED_FROM_LENGTH = 8 * 1024;

/**
 * A value as it is stored: JSON, gzipped where it is long. `null` and `undefined` stay; what JSON leaves out is `undefined`.
 *
 * @param what names the value in an error: `its input`
 * @throws ValueError for what has no JSON.
 */
export async function packJson(value: unknown, what: string): Promise<PackedJson | null | undefined> {
  if (value === null || value === undefined) return value;
  const text: string | undefined = inField(what, () => JSON.stringify(value));
  if (text === undefined || text.length < PACKED_FROM_LENGTH) return text;
  return gzipText(text);
}

/** The value again; the text, where it is no JSON. */
export async function unpackJson(packed: PackedJson | null | undefined): Promise<unknown> {
  if (packed === null || packed === undefined) return packed;
  const text = typeof packed === 'string' ? packed : await gunzipText(packed);
  try {
    return JSON.parse(text);
  } catch {
    // Damaged, it must not make a whole trace unreadable.
    return text;
  }
}
