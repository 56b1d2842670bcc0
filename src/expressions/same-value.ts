import { sameNumberText } from './number-text.ts';
import type { NumberText } from './operators.ts';
import { storableType } from './storable-type.ts';

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Whether two native items are one and the same item to DynamoDB: attributes that are `undefined` are absent, numbers are
 * decimals whatever their JavaScript form, sets have no order, binary is its bytes, and everything is of a type: `1` is
 * not `'1'`, and `[]` not `{}`. What cannot be stored is not the same as anything, not even as itself.
 *
 * `{ total: 1, tags: new Set(['a', 'b']) }` is the same as `{ tags: new Set(['b', 'a']), total: 1n, note: undefined }`.
 */
export function sameItem(one: Attributes, other: Attributes): boolean {
  return storableType(one) === 'M' && sameValue(one, other);
}

function sameValue(one: unknown, other: unknown): boolean {
  const type = storableType(one);
  if (type === undefined || type !== storableType(other)) return false;
  switch (type) {
    case 'S':
    case 'BOOL':
    case 'NULL':
      return one === other;
    case 'N':
    case 'B':
      return scalarText(one) === scalarText(other);
    case 'SS':
    case 'NS':
    case 'BS':
      return sameSet(one as ReadonlySet<unknown>, other as ReadonlySet<unknown>);
    case 'L':
      return sameList(one as readonly unknown[], other as readonly unknown[]);
    case 'M':
      return sameMap(one as Attributes, other as Attributes);
  }
}

function sameMap(one: Attributes, other: Attributes): boolean {
  const names = presentNames(one);
  // By its own names, for reading an absent one could give what an object inherits.
  const others = new Set(presentNames(other));
  return (
    names.length === others.size &&
    names.every((name) => others.has(name) && sameValue(one[name], other[name]))
  );
}

function presentNames(map: Attributes): string[] {
  return Object.keys(map).filter((name) => map[name] !== undefined);
}

function sameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  // By index: `every` would skip the holes of a sparse list, which cannot be stored.
  for (let place = 0; place < one.length; place += 1) {
    if (!sameValue(one[place], other[place])) return false;
  }
  return true;
}

/** For sets of one type, in neither of which a member occurs twice: a set with two forms of a number has no type. */
function sameSet(one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean {
  if (one.size !== other.size) return false;
  const texts = new Set(Array.from(one, scalarText));
  for (const member of other) {
    if (!texts.has(scalarText(member))) return false;
  }
  return true;
}

/** A text that equal strings, numbers or binaries share, and different ones of that type do not. */
function scalarText(value: unknown): string {
  if (typeof value === 'string') return value;
  // A Uint8Array of another realm is no instance of ours.
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).join();
  if (typeof value === 'object') return sameNumberText((value as NumberText).value);
  return sameNumberText(String(value));
}
