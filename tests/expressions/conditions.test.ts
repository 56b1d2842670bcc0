import {
  and,
  at,
  attribute,
  attributesOf,
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
  ofType,
  oneOf,
  or,
  size,
} from '../../src/expressions/index.ts';
import { titled } from '../support/titled.ts';

function compiled(condition: Condition<object>) {
  const scope = new ExpressionScope();
  return { text: compileCondition(condition, scope), names: scope.names, values: scope.values };
}

function text(condition: Condition<object>): string | undefined {
  return compiled(condition).text;
}

describe('operators', () => {
  const binary = new Uint8Array([1]);
  test.each([
    [{ a: 'x' }, '#n0 = :v0', ['x']],
    [{ a: null }, '#n0 = :v0', [null]],
    [{ a: { op: 'gt', operands: [1] } }, '#n0 = :v0', [{ op: 'gt', operands: [1] }]],
    [{ a: eq('x') }, '#n0 = :v0', ['x']],
    [{ a: ne('x') }, '#n0 <> :v0', ['x']],
    [{ a: lt(1) }, '#n0 < :v0', [1]],
    [{ a: lte(1n) }, '#n0 <= :v0', [1n]],
    [{ a: gt('x') }, '#n0 > :v0', ['x']],
    [{ a: gte(binary) }, '#n0 >= :v0', [binary]],
    [{ a: between(1, 2n) }, '#n0 BETWEEN :v0 AND :v1', [1, 2n]],
    [{ a: between('x', 'x') }, '#n0 BETWEEN :v0 AND :v1', ['x', 'x']],
    [{ a: beginsWith('x') }, 'begins_with(#n0, :v0)', ['x']],
    [{ a: contains('x') }, 'contains(#n0, :v0)', ['x']],
    [{ a: oneOf('x', 'y') }, '#n0 IN (:v0, :v1)', ['x', 'y']],
    [{ a: ofType('SS') }, 'attribute_type(#n0, :v0)', ['SS']],
    [{ a: size(3) }, 'size(#n0) = :v0', [3]],
    [{ a: size(gte(3)) }, 'size(#n0) >= :v0', [3]],
    [{ a: size(between(1, 3)) }, 'size(#n0) BETWEEN :v0 AND :v1', [1, 3]],
    [{ a: size(oneOf(1, 3)) }, 'size(#n0) IN (:v0, :v1)', [1, 3]],
  ] satisfies [object, string, unknown[]][])('%j is written %s', (condition, expected, values) => {
    expect(compiled(condition)).toEqual({
      text: expected,
      names: { '#n0': 'a' },
      values: Object.fromEntries(values.map((value, place) => [`:v${place}`, value])),
    });
  });

  test.each([
    [{ a: exists() }, 'attribute_exists(#n0)'],
    [{ a: missing() }, 'attribute_not_exists(#n0)'],
  ])('%j needs no value, and the map of values is absent', (condition, expected) => {
    expect(compiled(condition)).toEqual({ text: expected, names: { '#n0': 'a' }, values: undefined });
  });

  test('another attribute stands as an operand, and the same name keeps its alias', () => {
    const condition = { a: lt(attribute('b')), b: between(attribute(['m', 'low']), attribute('a')) };
    expect(compiled(condition)).toEqual({
      text: '#n0 < #n1 AND #n1 BETWEEN #n2.#n3 AND #n0',
      names: { '#n0': 'a', '#n1': 'b', '#n2': 'm', '#n3': 'low' },
      values: undefined,
    });
    expect(
      text({ a: contains(attribute('b')), c: oneOf(attribute('b'), 1), d: size(gt(attribute('e'))) }),
    ).toBe('contains(#n0, #n1) AND #n2 IN (#n1, :v0) AND size(#n3) > #n4');
  });

  test('a path addresses names with dots by themselves, and list places by number', () => {
    expect(compiled(at(['a.b', 0, 'c', '1'], 'x'))).toEqual({
      text: '#n0[0].#n1.#n2 = :v0',
      names: { '#n0': 'a.b', '#n1': 'c', '#n2': '1' },
      values: { ':v0': 'x' },
    });
  });

  test('keys read the operator and its operands', () => {
    expect(between('a', 'b')).toMatchObject({ op: 'between', operands: ['a', 'b'] });
    expect(beginsWith('a')).toMatchObject({ op: 'beginsWith', operands: ['a'] });
  });
});

describe('combinations', () => {
  const [a, b, c] = [{ a: 1 }, { b: 1 }, { c: 1 }];
  test.each(
    titled<Condition<object>, string>([
      [{ a: 1, b: gt(2) }, '#n0 = :v0 AND #n1 > :v1'],
      [and<object>(a, or<object>(b, c)), '#n0 = :v0 AND (#n1 = :v1 OR #n2 = :v2)'],
      [or<object>(a, and<object>(b, c)), '#n0 = :v0 OR #n1 = :v1 AND #n2 = :v2'],
      [or<object>(a, or<object>(b, c)), '#n0 = :v0 OR #n1 = :v1 OR #n2 = :v2'],
      [and<object>(and<object>(a, b), { c: 1, d: 1 }), '#n0 = :v0 AND #n1 = :v1 AND #n2 = :v2 AND #n3 = :v3'],
      [not<object>(a), 'NOT #n0 = :v0'],
      [not<object>({ a: exists() }), 'NOT attribute_exists(#n0)'],
      [not<object>({ a: 1, b: 1 }), 'NOT (#n0 = :v0 AND #n1 = :v1)'],
      [not<object>(or<object>(a, b)), 'NOT (#n0 = :v0 OR #n1 = :v1)'],
      [not<object>(not<object>(a)), 'NOT (NOT #n0 = :v0)'],
      [and<object>(not<object>(a), b), 'NOT #n0 = :v0 AND #n1 = :v1'],
      [not<object>({ a: between(1, 2) }), 'NOT #n0 BETWEEN :v0 AND :v1'],
      [and<object>(or<object>(and<object>(or<object>(a))), b), '#n0 = :v0 AND #n1 = :v1'],
      [and<object>({}, a, and()), '#n0 = :v0'],
      [
        or<object>(
          { stock: gte(1) },
          and<object>({ a: gt(1) }, { a: lt(5) }),
          not<object>({ discontinued: true }),
        ),
        '#n0 >= :v0 OR #n1 > :v1 AND #n1 < :v2 OR NOT #n2 = :v3',
      ],
    ]),
  )('%s', (_, condition, expected) => {
    expect(text(condition)).toBe(expected);
  });

  test.each([[{}], [and()], [and<object>({}, and(and()))]] satisfies [Condition<object>][])(
    'an empty condition is none, and names nothing',
    (condition) => {
      expect(compiled(condition)).toEqual({ text: undefined, names: undefined, values: undefined });
    },
  );
});

describe('attributesOf', () => {
  test('finds the top-level attributes, operands included', () => {
    const condition = or<object>(
      { a: 1, b: size(gt(attribute('c'))) },
      and<object>(not<object>({ d: oneOf(1, attribute(['e', 'x'])) }), at(['f', 'g'], gt(attribute('a')))),
    );
    expect([...attributesOf(condition)]).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('finds none in an empty condition', () => {
    expect(attributesOf(and<object>({}, or())).size).toBe(0);
  });
});

test('a condition can be compiled twice: it holds no state', () => {
  const condition = or<object>({ a: gt(1) }, at(['b', 0], 'x'));
  expect(compiled(condition)).toEqual(compiled(condition));
});
