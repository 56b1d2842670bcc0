import {
  append,
  compileUpdate,
  ExpressionScope,
  ifNotExists,
  increment,
  type Patch,
  prepend,
} from '../../src/expressions/index.ts';

function compiled(patch: Patch<object>) {
  const scope = new ExpressionScope();
  return { text: compileUpdate(patch, scope), names: scope.names, values: scope.values };
}

test('a patch of every clause', () => {
  expect(
    compiled({
      set: {
        status: 'paid',
        visits: increment(1),
        tags: append(['x']),
        first: ifNotExists('now'),
        old: null,
      },
      setIn: [
        [['address', 'city'], 'Rome'],
        [['lines', 0, 'qty'], increment(1)],
      ],
      remove: ['note', ['address', 'line2']],
      add: { orderCount: 1, labels: new Set(['x']) },
      delete: { flags: new Set(['y']) },
    }),
  ).toEqual({
    text:
      'SET #n0 = :v0, #n1 = if_not_exists(#n1, :v1) + :v2, #n2 = list_append(if_not_exists(#n2, :v3), :v4), ' +
      '#n3 = if_not_exists(#n3, :v5), #n4 = :v6, #n5.#n6 = :v7, ' +
      '#n7[0].#n8 = if_not_exists(#n7[0].#n8, :v8) + :v9 ' +
      'REMOVE #n9, #n5.#n10 ADD #n11 :v10, #n12 :v11 DELETE #n13 :v12',
    names: {
      '#n0': 'status',
      '#n1': 'visits',
      '#n2': 'tags',
      '#n3': 'first',
      '#n4': 'old',
      '#n5': 'address',
      '#n6': 'city',
      '#n7': 'lines',
      '#n8': 'qty',
      '#n9': 'note',
      '#n10': 'line2',
      '#n11': 'orderCount',
      '#n12': 'labels',
      '#n13': 'flags',
    },
    values: {
      ':v0': 'paid',
      ':v1': 0,
      ':v2': 1,
      ':v3': [],
      ':v4': ['x'],
      ':v5': 'now',
      ':v6': null,
      ':v7': 'Rome',
      ':v8': 0,
      ':v9': 1,
      ':v10': 1,
      ':v11': new Set(['x']),
      ':v12': new Set(['y']),
    },
  });
});

describe('functions', () => {
  const number = { value: '0.1', toAttributeValue: () => ({ N: '0.1' }) };
  test.each([
    ['#n0 = if_not_exists(#n0, :v0) + :v1', increment(-2), [0, -2]],
    ['#n0 = if_not_exists(#n0, :v0) + :v1', increment(2n, 10), [10, 2n]],
    ['#n0 = if_not_exists(#n0, :v0) + :v1', increment(number), [0, number]],
    ['#n0 = list_append(if_not_exists(#n0, :v0), :v1)', append(['x', 'y']), [[], ['x', 'y']]],
    ['#n0 = list_append(:v0, if_not_exists(#n0, :v1))', prepend(['x', 'y']), [['x', 'y'], []]],
    ['#n0 = list_append(if_not_exists(#n0, :v0), :v1)', append([]), [[], []]],
    ['#n0 = if_not_exists(#n0, :v0)', ifNotExists(null), [null]],
  ])('%s', (term, value, values) => {
    expect(compiled({ set: { a: value } })).toEqual({
      text: `SET ${term}`,
      names: { '#n0': 'a' },
      values: Object.fromEntries(values.map((one, place) => [`:v${place}`, one])),
    });
  });
});

test('undefined means not given, in every clause that has values', () => {
  expect(
    compiled({
      set: { a: undefined, b: 1 },
      setIn: [[['c', 'd'], undefined]],
      add: { e: undefined },
      delete: { f: undefined },
    }),
  ).toEqual({ text: 'SET #n0 = :v0', names: { '#n0': 'b' }, values: { ':v0': 1 } });
});

test('undefined inside a value is an absent attribute of a map', () => {
  expect(compiled({ set: { a: { b: undefined, c: 1 } } }).text).toBe('SET #n0 = :v0');
});

test.each([[{}], [{ set: {}, setIn: [], remove: [], add: {}, delete: {} }], [{ set: { a: undefined } }]])(
  'the patch %j changes nothing, and names nothing',
  (patch) => {
    expect(compiled(patch)).toEqual({ text: undefined, names: undefined, values: undefined });
  },
);

test('clauses stand alone', () => {
  expect(compiled({ remove: ['a'] })).toEqual({
    text: 'REMOVE #n0',
    names: { '#n0': 'a' },
    values: undefined,
  });
  expect(compiled({ add: { a: -1n } }).text).toBe('ADD #n0 :v0');
  expect(compiled({ delete: { a: new Set([1]) } }).text).toBe('DELETE #n0 :v0');
});

test('neighbours do not overlap', () => {
  const patch: Patch<object> = {
    set: { a: 1, 'b.c': 1 },
    setIn: [
      [['b', 'd'], 1],
      [['b', 'e', 'f'], 1],
      [['l', 0], 1],
      [['l', 1], 1],
    ],
    remove: [
      ['b', 'e', 'g'],
      ['l', 10],
    ],
  };
  expect(compiled(patch).text).toBe(
    'SET #n0 = :v0, #n1 = :v1, #n2.#n3 = :v2, #n2.#n4.#n5 = :v3, #n6[0] = :v4, #n6[1] = :v5 REMOVE #n2.#n4.#n7, #n6[10]',
  );
});
