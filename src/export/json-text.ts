import { Buffer } from 'node:buffer';
import { compareKeyValues } from '../expressions/key-order.ts';
import { compareKeys } from '../keys/order.ts';

// Some programs end a line at these, which JSON leaves as they are.
const LINE_ENDS = /[\u0085\u2028\u2029]/;
const EACH_LINE_END = /[\u0085\u2028\u2029]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes them; of surrogates, those without their other half
const ESCAPED = /[\u0000-\u001f"\\\u0085\u2028\u2029\ud800-\udfff]/;

/** A text in JSON that no program takes for more than one line. */
export function quoted(text: string): string {
  if (!ESCAPED.test(text)) return `"${text}"`;
  const json = JSON.stringify(text);
  return LINE_ENDS.test(json) ? json.replace(EACH_LINE_END, unicodeEscape) : json;
}

export function base64(bytes: ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The members of a set in an order that depends on nothing but them: text and binary by bytes, numbers by value. */
export function sortedMembers(set: ReadonlySet<unknown>): unknown[] {
  return [...set].sort(compareKeyValues);
}

/** Shapes of maps that are remembered. Maps with ids for names have endless shapes; then all is forgotten now and then. */
const MOST_SHAPES = 1_000;
/** In names. */
const LARGEST_SHAPE = 64;
const shapes = new Map<string, readonly string[]>();

/** The names in the order of their bytes. Items have few shapes, and to sort takes longer than to remember. */
export function sortedNames(names: readonly string[]): readonly string[] {
  if (names.length > LARGEST_SHAPE) return [...names].sort(compareKeys);
  const shape = names.join('\0');
  const known = shapes.get(shape);
  // Names that hold the separator are not remembered, and fewer than the shape has parts.
  if (known !== undefined && known.length === names.length) return known;
  const sorted = [...names].sort(compareKeys);
  if (names.some((name) => name.includes('\0'))) return sorted;
  if (shapes.size === MOST_SHAPES) shapes.clear();
  shapes.set(shape, sorted);
  return sorted;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
