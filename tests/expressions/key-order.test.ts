import { compileCondition } from '../../src/expressions/compile-condition.ts';
import { ExactNumber } from '../../src/expressions/exact-number.ts';
import { compareKeyValues } from '../../src/expressions/key-order.ts';
import { compareNumberTexts } from '../../src/expressions/number-text.ts';
import { between } from '../../src/expressions/operators.ts';
import { ExpressionScope } from '../../src/expressions/scope.ts';

const sign = (order: number) => Math.sign(order) + 0;
const bytes = (...values: number[]) => new Uint8Array(values);

describe('Two key values', () => {
  it.each<[string, unknown, unknown]>([
    ['numbers by value, not by text', 9, 10],
    ['negative numbers', -10, -9],
    ['numbers on both sides of zero', -1e-130, 1e-130],
    ['a number and a bigint', 1.5, 2n],
    ['bigints beyond a double', 9007199254740992n, 9007199254740993n],
    ['a double and the bigint after it', 9007199254740992, 9007199254740993n],
    ['texts of numbers', new ExactNumber('0.1'), new ExactNumber('0.10000000000000000000000001')],
    ['a number and the text of one', 0.1, new ExactNumber('0.10000000000000000000000001')],
    ['the text of a number and a bigint', new ExactNumber('0.99999999999999999999999999'), 1n],
    ['the text of a number and one with an exponent', new ExactNumber('-1.00000000000000000001'), 1e-7],
    ['the text of a number and a large one', new ExactNumber('12345678901234567890.5'), 1e21],
    ['text by bytes', 'B', 'a'],
    ['text by its UTF-8, not by its units', '\uffff', '\u{1f600}'],
    ['a text and what goes on from it', 'a', 'a\u0000'],
    ['binary by unsigned bytes', bytes(0x7f), bytes(0x80)],
    ['a binary and what goes on from it', bytes(1), bytes(1, 0)],
    ['no bytes and some', bytes(), bytes(0)],
    ['binary by its first byte, not by its length', bytes(1, 9, 9), bytes(2)],
    ['a buffer and an array', Buffer.from('a'), bytes(0x62)],
  ])('are compared as the service does: %s', (_, low, high) => {
    expect(sign(compareKeyValues(low, high))).toBe(-1);
    expect(sign(compareKeyValues(high, low))).toBe(1);
    expect(sign(compareKeyValues(low, low))).toBe(0);
    expect(sign(compareKeyValues(high, high))).toBe(0);
  });

  it.each<[unknown, unknown]>([
    [0, -0],
    [1, 1n],
    [new ExactNumber('1.0'), 1],
    [new ExactNumber('1e2'), 100n],
    [new ExactNumber('-0.0'), 0],
    [bytes(1, 2), Buffer.from([1, 2])],
  ])('are equal in other clothes: %p and %p', (one, other) => {
    expect(sign(compareKeyValues(one, other))).toBe(0);
    expect(sign(compareKeyValues(other, one))).toBe(0);
  });

  it.each<[unknown, unknown]>([
    ['1', 2],
    [2, '1'],
    [1n, bytes(0)],
    ['a', bytes(0)],
    [undefined, 1],
    [null, 'a'],
    [true, false],
    [undefined, undefined],
  ])('of two types, or of one that no key has, have no order: %p and %p', (one, other) => {
    expect(compareKeyValues(one, other)).toBe(0);
  });
});

it('texts that are no numbers have no order', () => {
  expect(compareNumberTexts('x', '1')).toBe(0);
  expect(compareNumberTexts('1', '')).toBe(0);
});

describe('A range of a condition', () => {
  const compiled = (low: unknown, high: unknown) => () =>
    compileCondition({ x: between(low, high) }, new ExpressionScope(), 'Order.ofUser');

  it.each([
    [2, 1],
    [2n, 1.5],
    ['b', 'a'],
    ['\u{1f600}', '\uffff'],
    [new ExactNumber('0.2'), new ExactNumber('0.1')],
    [new ExactNumber('1.00000000000000000001'), 1],
    [bytes(2), bytes(1, 0)],
  ])('is refused when it runs from %p down to %p', (low, high) => {
    expect(compiled(low, high)).toThrow(
      /^Order\.ofUser.*: between\(\) runs from .* down to .*; it matches nothing\.$/,
    );
    expect(compiled(high, low)()).toBe('#n0 BETWEEN :v0 AND :v1');
    expect(compiled(low, low)()).toBe('#n0 BETWEEN :v0 AND :v1');
  });
});
