import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { decodeItem } from '../../src/client/codec/decode.ts';
import { encodeItem, encodeValue } from '../../src/client/codec/encode.ts';
import { decodeNumber } from '../../src/client/codec/number.ts';
import { ExactNumber } from '../../src/expressions/exact-number.ts';
import { numberTextFault } from '../../src/expressions/number-text.ts';
import { sameItem } from '../../src/expressions/same-value.ts';
import { sample } from '../integration/meanings.ts';

type Item = Record<string, unknown>;

const text = fc.string({ unit: 'binary', maxLength: 6 });
const bytes = fc.uint8Array({ maxLength: 5 });
const number = fc
  .tuple(fc.boolean(), fc.stringMatching(/^[0-9]{1,30}$/), fc.integer({ min: -90, max: 90 }))
  .map(([negative, digits, power]) => `${negative ? '-' : ''}${digits}e${power}`)
  .chain((decimal) => fc.constantFrom(decodeNumber(decimal), new ExactNumber(decimal)));
const anyNumber = fc.oneof(
  number,
  fc.integer(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 0n, max: 10n ** 38n }),
);

/** Sets whose members differ for DynamoDB. */
function setOf(member: fc.Arbitrary<unknown>): fc.Arbitrary<Set<unknown>> {
  const selector = (one: unknown) => wireText(encodeValue(one, 'member'));
  return fc.uniqueArray(member, { minLength: 1, maxLength: 4, selector }).map((members) => new Set(members));
}

const set = fc.oneof(setOf(text), setOf(anyNumber), setOf(bytes));
const name = fc
  .oneof(text, fc.constantFrom('constructor', 'toString', 'value', 'length'))
  .filter((one) => one !== '' && one !== '__proto__');
const { map } = fc.letrec<{ value: unknown; map: Item }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(text, anyNumber, fc.boolean(), fc.constant(null), bytes, set),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('map'),
  ),
  map: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));
const item = map.filter((one) => Object.keys(one).length > 0);

/** The stored form with one text for each value, made without the code that is tested. */
function wireText(value: AttributeValue): string {
  if (value.N !== undefined) return `N ${canonical(value.N)}`;
  if (value.NS !== undefined) return `NS ${value.NS.map(canonical).toSorted()}`;
  if (value.SS !== undefined) return `SS ${JSON.stringify(value.SS.toSorted())}`;
  if (value.BS !== undefined)
    return `BS ${value.BS.map((one) => Buffer.from(one).toString('hex')).toSorted()}`;
  if (value.B !== undefined) return `B ${Buffer.from(value.B).toString('hex')}`;
  if (value.L !== undefined) return `L [${value.L.map(wireText)}]`;
  if (value.M === undefined) return JSON.stringify(value);
  const entries = Object.entries(value.M).map(([key, one]) => `${JSON.stringify(key)}: ${wireText(one)}`);
  return `M {${entries.toSorted()}}`;
}

function canonical(decimal: string): string {
  const [mantissa = '', power = '0'] = decimal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let digits = BigInt(whole + fraction);
  let exponent = Number(power) - fraction.length;
  if (digits === 0n) return '0';
  if (mantissa.startsWith('-') && digits > 0n) digits = -digits;
  for (; digits % 10n === 0n; digits /= 10n) exponent += 1;
  return `${digits}e${exponent}`;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || decimalOf(value) !== undefined;
}

function decimalOf(value: unknown): string | undefined {
  const decimal = (value as { readonly value?: unknown } | null)?.value;
  const written = typeof (value as { toAttributeValue?: unknown } | null)?.toAttributeValue === 'function';
  return written ? String(decimal) : undefined;
}

/** The same value in other clothes: numbers as texts, buffers, members of sets and maps from the last to the first. */
function inOtherForm(value: unknown): unknown {
  if (isNumber(value)) return new ExactNumber(canonical(decimalOf(value) ?? String(value)));
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (value instanceof Set) return new Set([...value].toReversed().map(inOtherForm));
  if (Array.isArray(value)) return value.map(inOtherForm);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries([
    ['an absent one', undefined],
    ...entries.map(([key, one]) => [key, inOtherForm(one)]),
  ]);
}

/** Other values than this one, each of them near to it. */
function near(value: unknown): unknown[] {
  const wrapped = [[value], { value }];
  if (typeof value === 'string') return [`${value} `, `\u0000${value}`, Buffer.from(value), ...wrapped];
  if (isNumber(value)) return [...nearNumbers(decimalOf(value) ?? String(value)), ...wrapped];
  if (typeof value === 'boolean') return [!value, String(value), Number(value), null, ...wrapped];
  if (value === null) return ['', 'null', 0, false, [], {}, ...wrapped];
  if (value instanceof Uint8Array) {
    const flipped = value.map((byte, place) => (place === value.length - 1 ? byte ^ 1 : byte));
    return [new Uint8Array([...value, 0]), [...value], ...(value.length > 0 ? [flipped] : []), ...wrapped];
  }
  if (value instanceof Set) {
    const [first, ...rest] = [...value];
    const other = typeof first === 'string' ? `${[...value].join('')} ` : unusedMember(value);
    const fewer = rest.length > 0 ? [new Set(rest)] : [];
    return [new Set([...value, other]), new Set([other, ...rest]), ...fewer, [...value], ...wrapped];
  }
  if (Array.isArray(value)) {
    const fewer = value.length > 0 ? [value.slice(0, -1)] : [];
    return [[...value, null], { ...value }, ...fewer, ...wrapped];
  }
  const entries = Object.entries(value as Item);
  return [{ ...(value as Item), another: 'x' }, ...entries.map((_, i) => without(entries, i)), ...wrapped];
}

function without(entries: readonly (readonly [string, unknown])[], place: number): Item {
  return Object.fromEntries(entries.filter((_, i) => i !== place));
}

function nearNumbers(decimal: string): unknown[] {
  const shortest = canonical(decimal);
  const [digits = '', power = '0'] = shortest.split('e');
  const negative = shortest.startsWith('-') ? shortest.slice(1) : `-${shortest}`;
  const others = [`${digits}e${Number(power) + 1}`, `${digits}1e${Number(power) - 1}`, negative];
  const numbers = shortest === '0' ? ['1', '-1', '1e-130'] : others;
  const storable = numbers.filter((one) => numberTextFault(one) === undefined);
  return [shortest, ...storable.map((one) => new ExactNumber(one))];
}

/** A number or binary that is larger than what the arbitraries make, or longer. */
function unusedMember(members: ReadonlySet<unknown>): unknown {
  const [first] = members;
  return first instanceof Uint8Array ? new Uint8Array(6) : new ExactNumber('7e125');
}

/** Copies of a value in which one value, at any depth, gave way to one near to it. */
function changed(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const inside = value.flatMap((one, i) => changed(one).map((other) => value.with(i, other)));
    return [...near(value), ...inside];
  }
  return isMap(value) ? [...near(value), ...changedItems(value)] : near(value);
}

function changedItems(whole: Item): Item[] {
  const entries = Object.entries(whole);
  return entries.flatMap(([key, one], i) => [
    ...changed(one).map((other) => ({ ...whole, [key]: other })),
    without(entries, i),
    { ...without(entries, i), [`${key}'`]: one },
  ]);
}

function isMap(value: unknown): value is Item {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return !(value instanceof Set) && !Array.isArray(value) && !isNumber(value);
}

function expectSame(one: Item, other: Item): void {
  expect(sameItem(one, other)).toBe(true);
  expect(sameItem(other, one)).toBe(true);
}

test('an item is the same as itself, and as what is read after it was written', () => {
  fc.assert(
    fc.property(map, (one) => {
      expectSame(one, one);
      expectSame(one, decodeItem(encodeItem(one, 'item')));
    }),
    { numRuns: 500 },
  );
});

test('an item is the same in every form of its values', () => {
  fc.assert(
    fc.property(map, (one) => expectSame(one, inOtherForm(one) as Item)),
    { numRuns: 500 },
  );
});

test('an item is not the same after a change at any depth', () => {
  const change = fc.tuple(item, fc.nat()).map(([one, choice]) => {
    const others = changedItems(one);
    return [one, others[choice % others.length] as Item] as const;
  });
  fc.assert(
    fc.property(change, ([one, other]) => {
      expect(sameItem(one, other)).toBe(false);
      expect(sameItem(other, one)).toBe(false);
      expect(sameItem(inOtherForm(one) as Item, other)).toBe(false);
    }),
    { numRuns: 3_000 },
  );
});

test('two items are the same exactly when they are stored alike', () => {
  const stored = (one: Item) => wireText({ M: encodeItem(one, 'item') });
  // Of few values, so that many pairs are alike.
  const few = sample.map(({ a, m }) => ({ a, m }));
  fc.assert(
    fc.property(fc.oneof(fc.tuple(few, few), fc.tuple(map, map)), ([one, other]) => {
      const alike = stored(one) === stored(other);
      expect(sameItem(one, other)).toBe(alike);
      expect(sameItem(other, one)).toBe(alike);
    }),
    { numRuns: 3_000 },
  );
});
