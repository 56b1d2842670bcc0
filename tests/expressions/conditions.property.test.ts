import fc from 'fast-check';
import {
  and,
  at,
  attribute,
  beginsWith,
  between,
  type Condition,
  compileCondition,
  contains,
  ExpressionScope,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  missing,
  ne,
  not,
  type Operator,
  ofType,
  oneOf,
  or,
  size,
} from '../../src/expressions/index.ts';
import { meets } from '../support/condition-text.ts';

/** A condition beside what it means, so that the meaning does not come from the compiled text. */
interface Meaning {
  readonly condition: Condition<object>;
  readonly holds: (item: Item) => boolean;
}
type Item = { readonly [name: string]: unknown; m?: { x?: unknown }; l?: unknown[] };
type Path = readonly [string, ...(string | number)[]];

const scalar = fc.oneof(fc.integer({ min: -1, max: 2 }), fc.constantFrom('', 'a', 'ab', 'b'));
const item: fc.Arbitrary<Item> = fc.record(
  {
    a: fc.oneof(scalar, fc.boolean(), fc.uniqueArray(scalar, { maxLength: 2 })),
    b: fc.oneof(scalar, fc.constant(new Set(['a', 'b']))),
    m: fc.record({ x: scalar }, { requiredKeys: [] }),
    l: fc.array(scalar, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const paths: readonly (readonly [Path, (item: Item) => unknown])[] = [
  [['a'], (i) => i.a],
  [['b'], (i) => i.b],
  [['m', 'x'], (i) => i.m?.x],
  [['l', 0], (i) => i.l?.[0]],
  [['l'], (i) => i.l],
];

const isOrdered = (x: unknown, y: unknown): boolean =>
  typeof x === typeof y && (typeof x === 'string' || typeof x === 'number');
const below = (x: unknown, y: unknown): boolean => isOrdered(x, y) && (x as number) < (y as number);
const upTo = (x: unknown, y: unknown): boolean => isOrdered(x, y) && (x as number) <= (y as number);
const members = (x: unknown): number | undefined =>
  typeof x === 'string' || Array.isArray(x)
    ? x.length
    : x instanceof Set
      ? x.size
      : typeof x === 'object' && x !== null
        ? Object.keys(x).length
        : undefined;
const holdsMember = (x: unknown, y: string | number): boolean =>
  typeof x === 'string'
    ? typeof y === 'string' && x.includes(y)
    : x instanceof Set
      ? x.has(y)
      : Array.isArray(x) && x.includes(y);

type Asked = readonly [Operator | string | number, (value: unknown, item: Item) => boolean];
const asked: fc.Arbitrary<Asked> = fc.oneof(
  scalar.map((v): Asked => [v, (x) => x === v]),
  scalar.map((v): Asked => [eq(v), (x) => x === v]),
  scalar.map((v): Asked => [ne(v), (x) => x !== v]),
  scalar.map((v): Asked => [lt(v), (x) => below(x, v)]),
  scalar.map((v): Asked => [lte(v), (x) => upTo(x, v)]),
  scalar.map((v): Asked => [gt(v), (x) => below(v, x)]),
  scalar.map((v): Asked => [gte(v), (x) => upTo(v, x)]),
  fc
    .tuple(fc.integer({ min: -1, max: 1 }), fc.integer({ min: 1, max: 2 }))
    .map(([low, high]): Asked => [between(low, high), (x) => upTo(low, x) && upTo(x, high)]),
  fc
    .array(scalar, { minLength: 1, maxLength: 3 })
    .map((vs): Asked => [oneOf(...vs), (x) => vs.some((v) => v === x)]),
  fc
    .constantFrom('', 'a')
    .map((v): Asked => [beginsWith(v), (x) => typeof x === 'string' && x.startsWith(v)]),
  scalar.map((v): Asked => [contains(v), (x) => holdsMember(x, v)]),
  fc.constant<Asked>([exists(), (x) => x !== undefined]),
  fc.constant<Asked>([missing(), (x) => x === undefined]),
  fc.constant<Asked>([ofType('S'), (x) => typeof x === 'string']),
  fc.integer({ min: 0, max: 2 }).map((n): Asked => [size(gt(n)), (x) => below(n, members(x))]),
  fc.integer({ min: 0, max: 2 }).map((n): Asked => [size(n), (x) => members(x) === n]),
  fc.constant<Asked>([lt(attribute(['m', 'x'])), (x, i) => below(x, i.m?.x)]),
);

const leaf: fc.Arbitrary<Meaning> = fc
  .tuple(fc.constantFrom(...paths), asked, fc.boolean())
  .map(([[path, read], [value, holds], asObject]) => ({
    condition: asObject && path.length === 1 ? { [path[0]]: value } : at(path, value),
    holds: (i) => holds(read(i), i),
  }));

const { tree } = fc.letrec<{ tree: Meaning }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.tuple(leaf, leaf).map(
      ([x, y]): Meaning => ({
        condition: and<object>(x.condition, {}, and(), y.condition),
        holds: (i) => x.holds(i) && y.holds(i),
      }),
    ),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map(
      (all): Meaning => ({
        condition: and<object>(...all.map((one) => one.condition)),
        holds: (i) => all.every((one) => one.holds(i)),
      }),
    ),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map(
      (all): Meaning => ({
        condition: or<object>(...all.map((one) => one.condition)),
        holds: (i) => all.some((one) => one.holds(i)),
      }),
    ),
    tie('tree').map(
      (one): Meaning => ({
        condition: not<object>(one.condition),
        holds: (i) => !one.holds(i),
      }),
    ),
  ),
}));

function compiled(meaning: Meaning): { text: string; scope: ExpressionScope } {
  const scope = new ExpressionScope();
  return { text: compileCondition(meaning.condition, scope) ?? '', scope };
}

test('the compiled text means what the condition says, for every item', () => {
  fc.assert(
    fc.property(tree, fc.array(item, { minLength: 5, maxLength: 10 }), (meaning, items) => {
      const { text, scope } = compiled(meaning);
      for (const one of items) {
        expect(meets(text, scope.names ?? {}, scope.values ?? {}, one)).toBe(meaning.holds(one));
      }
    }),
    { numRuns: 500 },
  );
});

test('every placeholder of the maps stands in the text', () => {
  fc.assert(
    fc.property(tree, (meaning) => {
      const { text, scope } = compiled(meaning);
      const used = new Set(text.match(/[#:]\w+/g));
      expect([...Object.keys(scope.names ?? {}), ...Object.keys(scope.values ?? {})].sort()).toEqual(
        [...used].sort(),
      );
    }),
  );
});
