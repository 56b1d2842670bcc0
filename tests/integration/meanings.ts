import fc from 'fast-check';
import { and, at, type Condition, not, or } from '../../src/expressions/condition.ts';
import {
  AttributeOperand,
  attribute,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  missing,
  ne,
  Operator,
  ofType,
  oneOf,
  type StoredType,
  size,
} from '../../src/expressions/operators.ts';

/** Attributes with values of every type, so that operators also meet types that they were not made for. */
export interface Sample {
  readonly a?: unknown;
  readonly b?: unknown;
  readonly m?: { readonly x?: unknown };
  readonly l?: readonly unknown[];
}

/** A condition beside what it means in JavaScript. */
export interface Meaning {
  readonly condition: Condition<Sample>;
  readonly holds: (item: Sample) => boolean;
}

const number = fc.constantFrom<unknown>(-1, 0, 1, 2.5, 9007199254740993n, 9007199254740992n);
const string = fc.constantFrom('', 'a', 'ab', 'B', 'é', '～', '😀');
const bytes = fc.constantFrom([], [0], [0, 255], [1]).map((list) => new Uint8Array(list));
const ordered = fc.oneof(number, string, bytes);
const scalar = fc.oneof(ordered, fc.boolean(), fc.constant(null));
const set = fc.oneof(
  fc.constantFrom(['a'], ['a', 'ab'], ['😀']).map((members) => new Set<unknown>(members)),
  fc.constantFrom([1], [1, 2.5]).map((members) => new Set<unknown>(members)),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  set,
  fc.array(scalar, { maxLength: 2 }),
  fc.record({ x: scalar }),
);

export const sample: fc.Arbitrary<Sample> = fc.record(
  {
    a: value,
    b: value,
    m: fc.record({ x: scalar }, { requiredKeys: [] }),
    l: fc.array(scalar, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

/** The type under which DynamoDB stores a value. */
function typeOf(stored: unknown): StoredType | undefined {
  if (stored === undefined) return undefined;
  if (stored === null) return 'NULL';
  if (typeof stored === 'string') return 'S';
  if (typeof stored === 'number' || typeof stored === 'bigint') return 'N';
  if (typeof stored === 'boolean') return 'BOOL';
  if (stored instanceof Uint8Array) return 'B';
  if (Array.isArray(stored)) return 'L';
  if (stored instanceof Set) return typeOf([...stored][0]) === 'S' ? 'SS' : 'NS';
  return 'M';
}

/** Less than 0, 0 or more than 0; `undefined` where the service does not compare. */
function difference(x: unknown, y: unknown): number | undefined {
  const type = typeOf(x);
  if (type !== typeOf(y)) return undefined;
  if (type === 'N') return (x as number) < (y as number) ? -1 : (x as number) > (y as number) ? 1 : 0;
  if (type === 'S') return Buffer.compare(Buffer.from(x as string), Buffer.from(y as string));
  return type === 'B' ? Buffer.compare(x as Uint8Array, y as Uint8Array) : undefined;
}

/** Whether two stored values are the same value of the same type. */
function same(x: unknown, y: unknown): boolean {
  return typeOf(x) === typeOf(y) && text(x) === text(y);
}

function text(x: unknown): string {
  if (x instanceof Set) return [...x].map(text).toSorted().join();
  if (x instanceof Uint8Array) return Buffer.from(x).toString('hex');
  if (Array.isArray(x)) return `[${x.map((member) => `${typeOf(member)}${text(member)}`).join()}]`;
  if (typeof x !== 'object' || x === null) return String(x);
  return Object.entries(x)
    .map(([name, member]) => `${name}:${typeOf(member)}${text(member)}`)
    .join();
}

function beginsWithValue(x: unknown, prefix: unknown): boolean {
  if (typeOf(x) !== typeOf(prefix)) return false;
  return Buffer.from(x as string)
    .subarray(0, Buffer.from(prefix as string).length)
    .equals(Buffer.from(prefix as string));
}

function holdsMember(x: unknown, member: unknown): boolean {
  if (typeof x === 'string') return typeof member === 'string' && x.includes(member);
  if (x instanceof Uint8Array)
    return member instanceof Uint8Array && Buffer.from(x).includes(Buffer.from(member));
  if (x instanceof Set || Array.isArray(x)) return [...x].some((one) => same(one, member));
  return false;
}

/** Both servers count a string's UTF-16 units: 1 for é, 2 for 😀. */
function sizeOf(x: unknown): number | undefined {
  if (typeof x === 'string' || x instanceof Uint8Array || Array.isArray(x)) return x.length;
  if (x instanceof Set) return x.size;
  return typeof x === 'object' && x !== null ? Object.keys(x).length : undefined;
}

const up = (holds: (found: number) => boolean) => (x: unknown, y: unknown) => {
  const found = difference(x, y);
  return found !== undefined && holds(found);
};
const below = up((found) => found < 0);
const upTo = up((found) => found <= 0);

type Asked = readonly [unknown, (value: unknown, item: Sample) => boolean];
const asked = <V>(from: fc.Arbitrary<V>, make: (operand: V) => Asked) => from.map(make);
const nonEmpty = fc.constantFrom<string | Uint8Array>('a', 'B', '😀', new Uint8Array([0]));

/** Every operator. */
const question: fc.Arbitrary<Asked> = fc.oneof(
  asked(value, (v) => [v, (x) => same(x, v)]),
  asked(value, (v) => [eq<unknown>(v), (x) => same(x, v)]),
  asked(value, (v) => [ne<unknown>(v), (x) => !same(x, v)]),
  asked(ordered, (v) => [lt<unknown>(v), (x) => below(x, v)]),
  asked(ordered, (v) => [lte<unknown>(v), (x) => upTo(x, v)]),
  asked(ordered, (v) => [gt<unknown>(v), (x) => below(v, x)]),
  asked(ordered, (v) => [gte<unknown>(v), (x) => upTo(v, x)]),
  asked(fc.tuple(ordered, ordered), ([one, other]) => {
    const [low, high] = upTo(one, other) ? [one, other] : below(other, one) ? [other, one] : [one, one];
    return [between<unknown>(low, high), (x) => upTo(low, x) && upTo(x, high)];
  }),
  asked(fc.array(scalar, { minLength: 1, maxLength: 3 }), (vs) => [
    oneOf<unknown>(...vs),
    (x) => vs.some((v) => same(x, v)),
  ]),
  asked(nonEmpty, (v) => [beginsWith<unknown>(v), (x) => beginsWithValue(x, v)]),
  asked(fc.oneof(nonEmpty, number), (v) => [contains<unknown>(v), (x) => holdsMember(x, v)]),
  fc.constant<Asked>([exists(), (x) => x !== undefined]),
  fc.constant<Asked>([missing(), (x) => x === undefined]),
  asked(fc.constantFrom<StoredType>('S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS'), (type) => [
    ofType(type),
    (x) => typeOf(x) === type,
  ]),
  asked(fc.nat({ max: 3 }), (n) => [size<unknown>(n), (x) => sizeOf(x) === n]),
  asked(fc.nat({ max: 3 }), (n) => [size<unknown>(gt(n)), (x) => below(n, sizeOf(x))]),
  fc.constant<Asked>([lt<unknown>(attribute('b')), (x, item) => below(x, item.b)]),
  fc.constant<Asked>([
    eq<unknown>(attribute(['m', 'x'])),
    (x, item) => x !== undefined && same(x, item.m?.x),
  ]),
);

const PATHS: readonly (readonly [
  readonly [keyof Sample, ...(string | number)[]],
  (item: Sample) => unknown,
])[] = [
  [['a'], (item) => item.a],
  [['b'], (item) => item.b],
  [['m', 'x'], (item) => item.m?.x],
  [['l', 0], (item) => item.l?.[0]],
  [['l', 1], (item) => item.l?.[1]],
  [['m'], (item) => item.m],
];

function comparesWith(wanted: unknown, path: readonly unknown[]): boolean {
  if (!(wanted instanceof Operator)) return false;
  return wanted.operands.some(
    (operand) => operand instanceof AttributeOperand && operand.path.join() === path.join(),
  );
}

const leaf: fc.Arbitrary<Meaning> = fc
  .tuple(fc.constantFrom(...PATHS), question, fc.boolean())
  // The service refuses to compare an attribute with itself.
  .filter(([[path], [wanted]]) => !comparesWith(wanted, path))
  .map(([[path, read], [wanted, holds], plain]) => ({
    condition:
      plain && path.length === 1
        ? ({ [path[0]]: wanted as Operator } as Condition<Sample>)
        : at<Sample>(path, wanted),
    holds: (item) => holds(read(item), item),
  }));

/** Conditions of any shape over `Sample`. */
export const { meaning } = fc.letrec<{ meaning: Meaning }>((tie) => ({
  meaning: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 3, arbitrary: leaf },
    fc.array(tie('meaning'), { minLength: 1, maxLength: 3 }).map((all) => ({
      condition: and<Sample>(...all.map((one) => one.condition)),
      holds: (item: Sample) => all.every((one) => one.holds(item)),
    })),
    fc.array(tie('meaning'), { minLength: 1, maxLength: 3 }).map((all) => ({
      condition: or<Sample>(...all.map((one) => one.condition)),
      holds: (item: Sample) => all.some((one) => one.holds(item)),
    })),
    tie('meaning').map((one) => ({
      condition: not<Sample>(one.condition),
      holds: (item: Sample) => !one.holds(item),
    })),
  ),
}));
