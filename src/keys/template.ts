import { type KeyPattern, readTemplate } from './grammar.ts';
import { checkedLength, finished, leading, type Values } from './leading.ts';
import type { KeyOptions } from './options.ts';
import { type KeyRange, type KeySelection, select } from './select.ts';
import type { KeyValue } from './types.ts';
import { fits } from './utf8.ts';

/** A template that has been read: what `key()` and the declarations are built on. */
export interface KeyTemplate extends KeyPattern {
  /** The names of the parts, distinct, in order of appearance. */
  readonly fields: readonly string[];
  /** Those without the one that is only counted into a shard: what names the partitions to a query. */
  readonly queryFields: readonly string[];
  /** How many partitions its keys are spread over by a shard; `undefined` without one. */
  readonly shards: number | undefined;
  /** The key's text. Throws a KeyError that names the part when a value cannot stand in a key. */
  build(values: Values): string;
  /** The keys of all shards, in their order; the one key of a template without a shard. */
  buildAll(values: Values): readonly string[];
  /** The values of a key's text; undefined when this template never makes that text. Never throws. */
  parse(text: string): Record<string, KeyValue> | undefined;
  /** What keys with these leading parts start with; see `Key.prefix`. Throws a KeyError on a gap. */
  prefix(values: Values): string;
  /**
   * The sort key condition for these leading parts and at most one range on the part after them. A range holds
   * the keys that go on from its ends with the separator: `lte 5` holds `ORDER#5#ITEM#1`, and `gt 5` does not.
   * Throws a KeyError on a gap, on a range elsewhere, and where the order of the keys is not that of the part.
   */
  select(values: Values, range?: KeyRange): KeySelection;
}

/** Reads a template. Throws a DeclarationError that says where it is wrong. */
export function compileKey(template: string, options: KeyOptions = {}): KeyTemplate {
  const pattern = readTemplate(template, options);
  const { head, parts } = pattern;
  return {
    ...pattern,
    fields: [...new Set(parts.map((part) => part.field))],
    queryFields: [
      ...new Set(parts.flatMap(({ field, format }) => (format.shards === undefined ? field : []))),
    ],
    shards: parts.find(({ format }) => format.shards !== undefined)?.format.shards,
    build(values) {
      let text = head;
      for (const part of parts) text += part.format.encode(values[part.field]) + part.tail;
      return finished(pattern, text);
    },
    buildAll: (values) => buildAll(pattern, values),
    parse: (text) => parse(pattern, text),
    prefix: (values) => prefix(pattern, values),
    select: (values, range) => select(pattern, values, range),
  };
}

function buildAll(pattern: KeyPattern, values: Values): string[] {
  let texts = [pattern.head];
  for (const { field, format, tail } of pattern.parts) {
    const all =
      format.shards === undefined
        ? [format.encode(values[field])]
        : Array.from({ length: format.shards }, (_, shard) => String(shard));
    texts = texts.flatMap((text) => all.map((part) => text + part + tail));
  }
  return texts.map((text) => finished(pattern, text));
}

function parse({ head, parts, maxBytes }: KeyPattern, text: string): Record<string, KeyValue> | undefined {
  if (typeof text !== 'string' || !text.startsWith(head) || !fits(text, maxBytes)) return undefined;
  const values: Record<string, KeyValue> = {};
  let at = head.length;
  for (const { field, format, tail } of parts) {
    const end = format.end(text, at, tail);
    if (end > text.length || !text.startsWith(tail, end)) return undefined;
    const value = format.decode(text.slice(at, end));
    if (value === undefined) return undefined;
    at = end + tail.length;
    // It tells nothing of the value that it was counted of.
    if (format.shards !== undefined) continue;
    if (Object.hasOwn(values, field) && values[field] !== value) return undefined;
    values[field] = value;
  }
  return at === text.length && text !== '' ? values : undefined;
}

function prefix(pattern: KeyPattern, values: Values): string {
  const { text, next } = leading(pattern, values);
  if (next < pattern.parts.length) return text;
  return checkedLength(pattern, text + childSeparator(pattern));
}

/** What stands between a whole key and its children; nothing when the template ends with a separator itself. */
export function childSeparator({ head, parts, separator }: KeyPattern): string {
  const last = parts.at(-1)?.tail ?? head;
  return last.endsWith(separator) ? '' : separator;
}
