import { KeyError } from '../errors.ts';
import type { KeyPart, KeyPattern } from './grammar.ts';
import { checkedLength, leading, type Values } from './leading.ts';
import { afterPrefix, beforeText, compareKeys } from './order.ts';
import { fits } from './utf8.ts';

/** A condition on the values of one part. The operands are values as `build` takes them; `between` has two. */
export interface KeyRange {
  readonly field: string;
  readonly op: 'gt' | 'gte' | 'lt' | 'lte' | 'between' | 'beginsWith';
  readonly operands: readonly unknown[];
}

/** What a sort key condition must be; texts compare by their bytes, as in the service. */
export type KeySelection =
  /** `atLeast` and `atMost` are inclusive, `below` is not. */
  | { readonly kind: 'equals' | 'beginsWith' | 'atLeast' | 'atMost' | 'below'; readonly value: string }
  /** Inclusive at both ends, and `low` is never above `high`. */
  | { readonly kind: 'between'; readonly low: string; readonly high: string }
  /** No condition: every key. */
  | { readonly kind: 'all' }
  /** No key can match, so nothing need be sent. */
  | { readonly kind: 'empty' };

/** See `KeyTemplate.select`. */
export function select(pattern: KeyPattern, values: Values, range: KeyRange | undefined): KeySelection {
  const { text, next } = leading(pattern, values);
  const part = pattern.parts[next];
  if (range === undefined) return part === undefined ? { kind: 'equals', value: text } : under(text);
  if (part === undefined || part.field !== range.field) throw misplaced(pattern, part, range);
  const scope: Scope = { pattern, part, parent: text, exact: isLast(pattern, next) };
  return range.op === 'beginsWith' ? startingWith(scope, range.operands[0]) : within(scope, range);
}

/** Where a range applies: the keys that start with `parent`, by the part that comes next. */
interface Scope {
  readonly pattern: KeyPattern;
  readonly part: KeyPart;
  readonly parent: string;
  /** The key ends with this part. */
  readonly exact: boolean;
}

function under(parent: string): KeySelection {
  return parent === '' ? { kind: 'all' } : { kind: 'beginsWith', value: parent };
}

function isLast({ parts }: KeyPattern, index: number): boolean {
  return index === parts.length - 1 && parts[index]?.tail === '';
}

function startingWith({ pattern, part, parent, exact }: Scope, prefix: unknown): KeySelection {
  if (prefix === '') return under(parent);
  if (part.format.boundary === 'open' && !exact) throw unordered(pattern, part);
  return under(checkedLength(pattern, parent + part.format.encodePrefix(prefix)));
}

/** The ends of a range in byte order; `undefined` where it is open. */
interface Ends {
  readonly from?: { readonly text: string; readonly inclusive: boolean };
  readonly to?: { readonly text: string; readonly inclusive: boolean };
}

function within(scope: Scope, range: KeyRange): KeySelection {
  const { pattern, part, parent, exact } = scope;
  if (part.format.boundary !== 'ordered' && !exact) throw unordered(pattern, part);
  const { from, to } = endsOf(scope, range);
  if (from !== undefined && to !== undefined && compareKeys(from.text, to.text) > 0) return { kind: 'empty' };

  // An empty text: a raw part may be empty, and no key is.
  if (to?.text === '') return { kind: 'empty' };
  if (to !== undefined && !to.inclusive && parent === '') return { kind: 'below', value: to.text };
  const low = from === undefined ? parent : from.inclusive ? from.text : afterItem(scope, from.text);
  const high =
    to === undefined
      ? afterPrefix(parent, pattern.maxBytes)
      : to.inclusive
        ? lastOfItem(scope, to.text)
        : before(scope, to.text);
  // No text sorts after such an item, or none before it.
  if (low === undefined || (high === undefined && to !== undefined)) return { kind: 'empty' };
  if (high === undefined) return low === '' ? { kind: 'all' } : { kind: 'atLeast', value: low };
  if (low === '') return { kind: 'atMost', value: high };
  return compareKeys(low, high) > 0 ? { kind: 'empty' } : { kind: 'between', low, high };
}

function endsOf({ pattern, part, parent }: Scope, { op, operands }: KeyRange): Ends {
  const text = (value: unknown) => checkedLength(pattern, parent + part.format.encode(value));
  const { descending } = part.format;
  if (op === 'between') {
    const first = { text: text(operands[0]), inclusive: true };
    const second = { text: text(operands[1]), inclusive: true };
    return descending ? { from: second, to: first } : { from: first, to: second };
  }
  const end = { text: text(operands[0]), inclusive: op === 'gte' || op === 'lte' };
  return (op === 'gt' || op === 'gte') === descending ? { to: end } : { from: end };
}

/** The first text after a key and all keys that go on from it with the separator. */
function afterItem({ pattern, part }: Scope, text: string): string | undefined {
  if (part.format.boundary === 'ordered') return afterPrefix(text + pattern.separator, pattern.maxBytes);
  const next = `${text}\u0000`;
  return fits(next, pattern.maxBytes) ? next : afterPrefix(text, pattern.maxBytes);
}

/** An upper end that holds a key and all keys that go on from it with the separator. */
function lastOfItem({ pattern, part }: Scope, text: string): string {
  // Where the separator does not fit any more, no key goes on from this one.
  if (part.format.boundary !== 'ordered' || !fits(text + pattern.separator, pattern.maxBytes)) return text;
  return afterPrefix(text + pattern.separator, pattern.maxBytes) ?? text;
}

/** An upper end that leaves out a key and holds all before it; undefined when there are none. */
function before(scope: Scope, text: string): string | undefined {
  const { pattern, part, parent } = scope;
  if (part.format.before === undefined) return beforeText(text, pattern.maxBytes);
  const previous = part.format.before(text.slice(parent.length));
  return previous === undefined ? undefined : lastOfItem(scope, parent + previous);
}

function unordered(pattern: KeyPattern, { field }: KeyPart): KeyError {
  return new KeyError(
    `Key ${pattern.name}: a range on ${field} would give wrong items: text keeps its order before other parts only when it is escaped, with the separator "#".`,
  );
}

function misplaced(pattern: KeyPattern, next: KeyPart | undefined, { field }: KeyRange): KeyError {
  const index = pattern.parts.findIndex((part) => part.field === field);
  if (index === -1) return new KeyError(`Key ${pattern.name}: there is no part ${field} for a range.`);
  return new KeyError(
    next === undefined || pattern.parts.indexOf(next) > index
      ? `Key ${pattern.name}: ${field} has a value, so it cannot have a range as well.`
      : `Key ${pattern.name}: a range on ${field} needs a value for ${next.field}, which stands before it.`,
  );
}
