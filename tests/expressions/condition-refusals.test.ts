import { RequestError, ValueError } from '../../src/errors.ts';
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
  increment,
  not,
  ofType,
  oneOf,
  or,
  size,
} from '../../src/expressions/index.ts';
import { titled } from '../support/titled.ts';

const wrong = (value: unknown) => value as never;

function compile(condition: Condition<object>): () => string | undefined {
  return () => compileCondition(condition, new ExpressionScope(), 'Order');
}

describe('a request that cannot mean what it says is refused', () => {
  test.each(
    titled<Condition<object>, string | RegExp>([
      [{ a: undefined }, 'Order.a is compared with undefined; leave it out, or ask for missing().'],
      [
        { a: gte(wrong(undefined)) },
        'Order.a: gte() was given undefined; leave the condition out, or use missing().',
      ],
      [
        { a: oneOf('x', wrong(undefined)) },
        'Order.a: oneOf() was given undefined; leave the condition out, or use missing().',
      ],
      [
        { a: between(1, wrong(undefined)) },
        'Order.a: between() was given undefined; leave the condition out, or use missing().',
      ],
      [
        { a: beginsWith(wrong(undefined)) },
        'Order.a: beginsWith() was given undefined; leave the condition out, or use missing().',
      ],
      [
        { a: size(wrong(undefined)) },
        'Order.a size: eq() was given undefined; leave the condition out, or use missing().',
      ],
      [
        at(['a', 0, 'b c'], undefined),
        'Order.a[0]["b c"] is compared with undefined; leave it out, or ask for missing().',
      ],
      [or(), 'Order: or() without conditions matches nothing; leave it out, or give it one.'],
      [
        or<object>({ a: 1 }, and()),
        'Order: condition 2 of or() is empty, which would make the whole or() match everything.',
      ],
      [not<object>({}), 'Order: not() of an empty condition matches nothing.'],
      [{ a: oneOf() }, 'Order.a: oneOf() without values matches nothing; answer that without a request.'],
      [
        { a: oneOf(...Array.from({ length: 101 }, (_, n) => n)) },
        'Order.a: oneOf() has 101 values; DynamoDB takes up to 100. Split them over or().',
      ],
      [{ a: between(2, 1) }, 'Order.a: between() runs from 2 down to 1; it matches nothing.'],
      [
        { a: between('\u{1F600}', '\uFF5E') },
        'Order.a: between() runs from "\u{1F600}" down to "\uFF5E"; it matches nothing.',
      ],
      [{ a: between(1, 'x') }, 'Order.a: between() has ends of different types, 1 and "x".'],
      [{ a: gt(true) }, 'Order.a: gt() compares strings, numbers or binaries, not true.'],
      [{ a: gt(null) }, 'Order.a: gt() compares strings, numbers or binaries, not null.'],
      [{ a: gt([1]) }, 'Order.a: gt() compares strings, numbers or binaries, not an array of 1.'],
      [{ a: beginsWith(wrong(1)) }, 'Order.a: beginsWith() takes a string or a Uint8Array, not 1.'],
      [
        { a: ofType(wrong('string')) },
        'Order.a: ofType() takes one of S, N, B, BOOL, NULL, L, M, SS, NS, BS, not "string".',
      ],
      [{ a: size(wrong('3')) }, 'Order.a: size() compares numbers, not "3".'],
      [{ a: size(exists()) }, 'Order.a: size() takes a number or a comparison with one, not exists().'],
      [
        { a: or<object>({ b: 1 }) },
        'Order.a: and(), or(), not() and at() stand around attributes, not inside one.',
      ],
      [wrong(gt(1)), 'Order: gt() stands alone; name its attribute: { attribute: gt(…) }.'],
      [
        wrong('a = 1'),
        'Order: a condition is an object of attributes, or made by and(), or(), not() or at(); this is "a = 1".',
      ],
      [
        wrong(null),
        'Order: a condition is an object of attributes, or made by and(), or(), not() or at(); this is null.',
      ],
      [{ '': 1 }, 'Step 1 of the path [""] is not an attribute\'s name.'],
      [at(wrong([]), 1), "A path is a list of an attribute's name and the steps below it, not empty."],
      [at(wrong('a.b'), 1), 'A path is a list of an attribute\'s name and the steps below it, not "a.b".'],
      [at(wrong([0, 'a']), 1), 'Step 1 of the path [0, "a"] is not an attribute\'s name.'],
      [
        at(['a', -1], 1),
        'Step 2 of the path ["a", -1] is not an attribute\'s name or a list place of 0 or more.',
      ],
      [{ a: eq(attribute(['b', 0.5])) }, /^Step 2 of the path \["b", 0.5\] is not/],
    ]),
  )('%s', (_, condition, message) => {
    expect(compile(condition)).toThrow(RequestError);
    expect(compile(condition)).toThrow(message);
  });
});

describe('a value that DynamoDB cannot hold is refused with the path to it', () => {
  test.each(
    titled<Condition<object>, string>([
      [{ a: Number.NaN }, 'Order.a is NaN, which is not a number that DynamoDB holds.'],
      [{ a: gt(Number.NaN) }, 'Order.a is NaN, which is not a number that DynamoDB holds.'],
      [
        { a: contains({ at: [new Date(0)] }) },
        'Order.a.at[0] is a Date 1970-01-01T00:00:00.000Z; store an ISO string or an epoch number.',
      ],
      [
        { a: increment(1) },
        'Order.a is increment(), which stands in the patch of an update only; give a value.',
      ],
      [
        at(['a', 'b'], new Set()),
        'Order.a.b is an empty set; DynamoDB has none, so leave the attribute out.',
      ],
    ]),
  )('%s', (_, condition, message) => {
    expect(compile(condition)).toThrow(ValueError);
    expect(compile(condition)).toThrow(message);
  });
});

test('100 values are within the limit of oneOf', () => {
  expect(compile({ a: oneOf(...Array.from({ length: 100 }, (_, n) => n)) })).not.toThrow();
});

test('a range of one value, of numbers of both kinds, or of attributes is not refused', () => {
  expect(
    compile({ a: between(1n, 1), b: between(attribute('c'), 1), d: between('\uFF5E', '\u{1F600}') }),
  ).not.toThrow();
});
