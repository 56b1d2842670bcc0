import { RequestError } from '../../src/errors.ts';
import { type AttributePath, compileProjection, ExpressionScope } from '../../src/expressions/index.ts';

function compiled(attributes: readonly (string | AttributePath)[]) {
  const scope = new ExpressionScope();
  return { text: compileProjection(attributes, scope), names: scope.names, values: scope.values };
}

test('attributes and paths inside them', () => {
  expect(compiled(['id', 'a.b', ['lines', 0], ['address', 'city']])).toEqual({
    text: '#n0, #n1, #n2[0], #n3.#n4',
    names: { '#n0': 'id', '#n1': 'a.b', '#n2': 'lines', '#n3': 'address', '#n4': 'city' },
    values: undefined,
  });
});

test('an attribute that is named twice stands once: the service refuses repetitions', () => {
  expect(compiled(['id', 'id', ['id'], ['a', 0], ['a', 0]]).text).toBe('#n0, #n1[0]');
});

test.each([
  [[], 'projection: a projection names at least one attribute.'],
  [
    ['a', ['a', 'b']],
    'projection: a.b (projection) overlaps a (projection); DynamoDB takes each attribute once in one expression.',
  ],
  [
    [
      ['a', 0],
      ['a', 'b'],
    ],
    'projection.a is taken for a list and for a map in one expression.',
  ],
  [[''], 'Step 1 of the path [""] is not an attribute\'s name.'],
] satisfies [(string | AttributePath)[], string][])('%j is refused', (attributes, message) => {
  expect(() => compiled(attributes)).toThrow(RequestError);
  expect(() => compiled(attributes)).toThrow(message);
});
