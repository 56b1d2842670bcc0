import { RequestError, ValueError } from '../../src/errors.ts';
import {
  append,
  attribute,
  compileUpdate,
  ExpressionScope,
  gt,
  ifNotExists,
  increment,
  type Patch,
  prepend,
} from '../../src/expressions/index.ts';
import { titled } from '../support/titled.ts';

const wrong = (value: unknown) => value as never;

function compile(patch: Patch<object>): () => string | undefined {
  return () => compileUpdate(patch, new ExpressionScope(), 'Order');
}

describe('overlapping paths', () => {
  const rule = 'DynamoDB takes each attribute once in one expression.';
  test.each(
    titled<Patch<object>, string>([
      [{ set: { a: 1 }, remove: ['a'] }, `Order: a (remove) overlaps a (set); ${rule}`],
      [{ set: { a: 1 }, add: { a: 1 } }, `Order: a (add) overlaps a (set); ${rule}`],
      [
        { add: { a: new Set([1]) }, delete: { a: new Set([2]) } },
        `Order: a (delete) overlaps a (add); ${rule}`,
      ],
      [{ set: { a: {} }, setIn: [[['a', 'b'], 1]] }, `Order: a.b (setIn) overlaps a (set); ${rule}`],
      [{ setIn: [[['a', 'b'], 1]], remove: ['a'] }, `Order: a (remove) overlaps a.b (setIn); ${rule}`],
      [
        { setIn: [[['a', 0, 'b'], 1]], remove: [['a', 0]] },
        `Order: a[0] (remove) overlaps a[0].b (setIn); ${rule}`,
      ],
      [
        { setIn: [[['a', 'b c'], 1]], remove: [['a', 'b c']] },
        `Order: a["b c"] (remove) overlaps a["b c"] (setIn); ${rule}`,
      ],
      [{ remove: ['a', 'a'] }, `Order: a (remove) overlaps a (remove); ${rule}`],
      [
        {
          setIn: [
            [['a', 0], 1],
            [['a', 'b'], 1],
          ],
        },
        'Order.a is taken for a list and for a map in one expression.',
      ],
    ]),
  )('%s', (_, patch, message) => {
    expect(compile(patch)).toThrow(RequestError);
    expect(compile(patch)).toThrow(message);
  });
});

describe('values that a clause does not take', () => {
  test.each(
    titled<Patch<object>, string>([
      [{ add: { a: 'x' } }, 'Order.a: add takes a number or a set, not "x".'],
      [{ add: { a: [1] } }, 'Order.a: add takes a number or a set, not an array of 1.'],
      [{ delete: { a: 1 } }, 'Order.a: delete takes a set of the members to delete, not 1.'],
      [{ delete: { a: ['x'] } }, 'Order.a: delete takes a set of the members to delete, not an array of 1.'],
      [{ set: { a: increment(wrong('1')) } }, 'Order.a: increment() takes numbers, not "1".'],
      [{ set: { a: increment(1, wrong('0')) } }, 'Order.a: increment() takes numbers, not "0".'],
      [{ set: { a: append(wrong('x')) } }, 'Order.a: append() takes a list of elements, not "x".'],
      [
        { set: { a: prepend(wrong(new Set(['x']))) } },
        'Order.a: prepend() takes a list of elements, not an object of Set.',
      ],
      [
        { set: { a: increment(wrong(undefined)) } },
        'Order.a: increment() was given undefined; leave the attribute out of the patch.',
      ],
      [
        { set: { a: ifNotExists(undefined) } },
        'Order.a: ifNotExists() was given undefined; leave the attribute out of the patch.',
      ],
      [
        { set: { a: gt(1) } },
        "Order.a is set to a condition's operator; give a value or increment(), append(), ….",
      ],
      [
        { set: { a: attribute('b') } },
        "Order.a is set to a condition's operator; give a value or increment(), append(), ….",
      ],
      [
        wrong({ status: 'paid' }),
        'Order: a patch has set, setIn, remove, add, delete; "status" is none of them.',
      ],
      [wrong(null), 'Order: a patch is an object with set, setIn, remove, add, delete; this is null.'],
      [{ remove: wrong([1]) }, "A path is a list of an attribute's name and the steps below it, not 1."],
      [{ remove: [''] }, 'Step 1 of the path [""] is not an attribute\'s name.'],
      [
        { setIn: [[['a', ''], 1]] },
        'Step 2 of the path ["a", ""] is not an attribute\'s name or a list place of 0 or more.',
      ],
    ]),
  )('%s', (_, patch, message) => {
    expect(compile(patch)).toThrow(RequestError);
    expect(compile(patch)).toThrow(message);
  });
});

describe('values that DynamoDB cannot hold', () => {
  const emptySet = 'Order.a is an empty set; DynamoDB has none, so leave the attribute out.';
  test.each(
    titled<Patch<object>, string>([
      [{ add: { a: new Set() } }, emptySet],
      [{ delete: { a: new Set() } }, emptySet],
      [{ set: { a: new Set() } }, emptySet],
      [{ set: { a: increment(Number.NaN) } }, 'Order.a is NaN, which is not a number that DynamoDB holds.'],
      [
        { set: { a: append([1, undefined]) } },
        'Order.a[1] is undefined; a list holds null, or nothing at that place.',
      ],
      [
        { setIn: [[['a', 0, 'b'], { at: new Date(0) }]] },
        'Order.a[0].b.at is a Date 1970-01-01T00:00:00.000Z; store an ISO string or an epoch number.',
      ],
    ]),
  )('%s', (_, patch, message) => {
    expect(compile(patch)).toThrow(ValueError);
    expect(compile(patch)).toThrow(message);
  });
});
