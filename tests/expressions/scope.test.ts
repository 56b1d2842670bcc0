import { RequestError, ValueError } from '../../src/errors.ts';
import {
  compileCondition,
  compileProjection,
  ExpressionScope,
  exists,
  gt,
} from '../../src/expressions/index.ts';

test('an unused scope has no maps: the service refuses empty ones', () => {
  const scope = new ExpressionScope();
  expect(scope.names).toBeUndefined();
  expect(scope.values).toBeUndefined();
});

test('a name has one alias, every value its own placeholder', () => {
  const scope = new ExpressionScope();
  expect([scope.name('a'), scope.name('b'), scope.name('a')]).toEqual(['#n0', '#n1', '#n0']);
  expect([scope.value(1, 'x'), scope.value(1, 'x')]).toEqual([':v0', ':v1']);
  expect(scope.names).toEqual({ '#n0': 'a', '#n1': 'b' });
  expect(scope.values).toEqual({ ':v0': 1, ':v1': 1 });
});

test('the expressions of one request share their names', () => {
  const scope = new ExpressionScope();
  expect(compileCondition({ a: gt(1), b: exists() }, scope)).toBe('#n0 > :v0 AND attribute_exists(#n1)');
  expect(compileCondition({ b: 2, a: 3 }, scope)).toBe('#n1 = :v1 AND #n0 = :v2');
  expect(compileProjection(['b', ['c', 0]], scope)).toBe('#n1, #n2[0]');
  expect(scope.names).toEqual({ '#n0': 'a', '#n1': 'b', '#n2': 'c' });
});

test('the maps are the values as given, and later placeholders do not change a map that was read', () => {
  const scope = new ExpressionScope();
  const value = { deep: [1] };
  scope.value(value, 'x');
  const { values } = scope;
  scope.value(2, 'x');
  expect(values).toEqual({ ':v0': value });
  expect(values?.[':v0']).toBe(value);
});

test('names that objects know, such as __proto__ and constructor, are names like others', () => {
  const scope = new ExpressionScope();
  expect([scope.name('__proto__'), scope.name('constructor')]).toEqual(['#n0', '#n1']);
  expect(scope.names).toEqual({ '#n0': '__proto__', '#n1': 'constructor' });
});

test.each([
  ['', 'An attribute\'s name is a non-empty string, not "".'],
  [undefined, "An attribute's name is a non-empty string, not undefined."],
])('the name %p is refused', (name, message) => {
  const scope = new ExpressionScope();
  expect(() => scope.name(name as string)).toThrow(RequestError);
  expect(() => scope.name(name as string)).toThrow(message);
});

test('a value that cannot be stored is refused by its path, and takes no placeholder', () => {
  const scope = new ExpressionScope();
  expect(() => scope.value({ a: [undefined] }, 'Order.lines')).toThrow(ValueError);
  expect(() => scope.value({ a: [undefined] }, 'Order.lines')).toThrow(
    'Order.lines.a[0] is undefined; a list holds null, or nothing at that place.',
  );
  expect(scope.value(1, 'x')).toBe(':v0');
});
