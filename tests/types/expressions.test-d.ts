import { expectTypeOf } from 'expect-type';
import {
  and,
  append,
  at,
  attribute,
  attributesOf,
  beginsWith,
  between,
  type Condition,
  compileCondition,
  compileUpdate,
  contains,
  ExpressionScope,
  eq,
  exists,
  gt,
  gte,
  ifNotExists,
  increment,
  lt,
  missing,
  ne,
  not,
  ofType,
  oneOf,
  or,
  type Patch,
  prepend,
  size,
} from '../../src/expressions/index.ts';

interface Order {
  orderId: string;
  status: 'pending' | 'paid' | 'shipped';
  total: number;
  placedAt: string;
  paid: boolean;
  note?: string;
  rating: number | null;
  code: string | number;
  tags: string[];
  labels: Set<'x' | 'y'>;
  lines: readonly { quantity: number }[];
  address: { city: string; line2?: string };
  photo: Uint8Array;
  count: bigint;
}

function accept(_condition: Condition<Order>): void {}
function patch(_patch: Patch<Order>): void {}

// The object form.
accept({});
accept({ status: 'paid' });
accept({ status: 'paid', total: gte(100), note: 'x' });
accept({ status: oneOf('paid', 'shipped'), note: exists(), tags: missing() });
accept({ status: ne('paid'), total: between(1, 2), placedAt: beginsWith('2026'), code: ofType('S') });
accept({ rating: null, code: gt('A'), count: lt(5n), photo: size(gt(3)), note: size(3) });
accept({ status: beginsWith('p'), code: beginsWith('p'), photo: beginsWith(new Uint8Array()) });
accept({ tags: contains('x'), labels: contains('y'), lines: contains({ quantity: 1 }), note: contains('x') });
accept({
  total: lt(attribute('rating')),
  note: eq(attribute(['address', 'city'])),
  status: oneOf(attribute('note'), 'paid'),
});
accept({ address: { city: 'Rome' }, lines: size(between(1, 5)) });
// @ts-expect-error no such value
accept({ status: 'payed' });
// @ts-expect-error no such attribute
accept({ statu: 'paid' });
// @ts-expect-error no such attribute beside one that is
accept({ status: 'paid', totel: 1 });
// @ts-expect-error the names inside a node are no attributes
accept({ status: 'paid', kind: 'and' });
// @ts-expect-error a string is compared with a number
accept({ total: gte('x') });
// @ts-expect-error one of the values is none of the attribute's
accept({ status: oneOf('paid', 'x') });
// @ts-expect-error equality is checked as well
accept({ status: ne('x') });
// @ts-expect-error one end of a range is of another type
accept({ total: between(1, 'x') });
// @ts-expect-error booleans have no order
accept({ paid: gt(true) });
// @ts-expect-error null has no order
accept({ rating: gt(null) });
// @ts-expect-error numbers have no prefix
accept({ total: beginsWith('1') });
// @ts-expect-error the prefix of text is text
accept({ placedAt: beginsWith(new Uint8Array()) });
// @ts-expect-error a member of another type
accept({ tags: contains(1) });
// @ts-expect-error a member that the set never has
accept({ labels: contains('z') });
// @ts-expect-error text is searched for text
accept({ note: contains(1) });
// @ts-expect-error a number contains nothing
accept({ total: contains(1) });
// @ts-expect-error a number has no size
accept({ total: size(1) });
// @ts-expect-error a size is a number
accept({ tags: size(gt('x')) });
// @ts-expect-error there is no such stored type
accept({ code: ofType('X') });
// @ts-expect-error undefined would widen the condition
accept({ status: undefined });
// @ts-expect-error an operator without its attribute
accept(gte(1));

// Combined inline, checked against the item's type.
accept(or({ total: gte(1) }, and({ total: gt(1) }, { status: 'paid' }), not({ paid: true })));
accept(and({ status: oneOf('paid') }, at(['address', 'city'], 'Rome'), at(['lines', 0, 'quantity'], gt(1))));
accept(at(['note'], exists()));
accept(not(or({ note: missing() }, not(and({ total: 1 }, or({ status: 'paid' }))))));
// @ts-expect-error no such value inside or()
accept(or({ status: 'payed' }));
// @ts-expect-error no such attribute inside and()
accept(and({ statu: 'paid' }));
// @ts-expect-error a wrong operand two levels down
accept(or({ total: 1 }, and({ status: oneOf('x') })));
// @ts-expect-error a wrong operand inside not()
accept(not({ total: gt('x') }));
// @ts-expect-error a path starts at an attribute
accept(at(['adress', 'city'], 'Rome'));
// @ts-expect-error and inside and() too
accept(and(at(['adress', 'city'], 'Rome')));
// @ts-expect-error a path is not empty
accept(at([], 'Rome'));

// Readonly lists, parts made elsewhere, and another item's condition.
const parts: readonly Condition<Order>[] = [{ status: 'paid' }, or({ total: 1 })];
accept(and(...parts));
const statuses: readonly Order['status'][] = ['paid'];
accept({ status: oneOf(...statuses) });
accept(and<Order>({ status: 'paid' }));
// @ts-expect-error with the type stated, the parts are checked without context
and<Order>({ status: 'payed' });
// @ts-expect-error a condition on other items
accept(and<{ other: string; status: string }>({ other: 'x' }));

// Items that are unions, records or generic.
type Event = { kind: 'a'; a: number } | { kind: 'b'; b: string };
const events: Condition<Event>[] = [
  { kind: 'a', a: gt(1) },
  { kind: 'b', b: 'x' },
  or({ kind: 'a' }, { b: 'x' }),
];
const loose: Condition<Record<string, unknown>> = and(
  { anything: gte(1) },
  { other: contains('x') },
  { size: size(3) },
);
function generic<T extends object>(condition: Condition<T>): Condition<object> {
  attributesOf(condition);
  compileCondition(condition, new ExpressionScope());
  return and<object>(condition, { expiresAt: gt(1) });
}
expectTypeOf(generic<Event>)
  .parameter(0)
  .toEqualTypeOf<Condition<Event>>();
expectTypeOf(compileCondition({ any: 'thing', n: gt(1) }, new ExpressionScope())).toEqualTypeOf<
  string | undefined
>();
compileCondition(events[0] ?? loose, new ExpressionScope());

// Patches.
patch({});
patch({
  set: { status: 'paid', total: increment(1), tags: append(['x']), note: ifNotExists('now'), rating: null },
});
patch({
  set: {
    total: increment(-1, 10),
    count: increment(1n),
    lines: prepend([{ quantity: 1 }]),
    rating: increment(1),
  },
});
patch({ set: { status: undefined, note: undefined, address: { city: 'Rome' } } });
patch({
  setIn: [
    [['address', 'city'], 'Rome'],
    [['lines', 0, 'quantity'], increment(1)],
  ],
});
patch({ remove: ['note', ['address', 'line2']] });
patch({ add: { total: 1, count: 5n, labels: new Set(['x']) }, delete: { labels: new Set(['y']) } });
patch({ add: { total: undefined }, delete: { labels: undefined } });
// @ts-expect-error no such value
patch({ set: { status: 'payed' } });
// @ts-expect-error no such attribute
patch({ set: { statu: 'paid' } });
// @ts-expect-error text is not incremented
patch({ set: { status: increment(1) } });
// @ts-expect-error a number takes no elements
patch({ set: { total: append([1]) } });
// @ts-expect-error elements of another type
patch({ set: { tags: append([1]) } });
// @ts-expect-error a default of another type
patch({ set: { total: ifNotExists('x') } });
// @ts-expect-error no such attribute
patch({ remove: ['nte'] });
// @ts-expect-error a path starts at an attribute
patch({ setIn: [[['adress', 'city'], 'Rome']] });
// @ts-expect-error text is not added to
patch({ add: { status: 'x' } });
// @ts-expect-error members of another type
patch({ add: { labels: new Set(['z']) } });
// @ts-expect-error only sets lose members
patch({ delete: { tags: ['x'] } });
// @ts-expect-error no such clause
patch({ sets: { status: 'paid' } });
function genericPatch<T extends object>(change: Patch<T>): string | undefined {
  return compileUpdate(change, new ExpressionScope());
}
expectTypeOf(genericPatch<Order>)
  .parameter(0)
  .toEqualTypeOf<Patch<Order>>();
