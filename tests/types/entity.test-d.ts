import { expectTypeOf } from 'expect-type';
import { and, append, gt, gte, ifNotExists, increment } from '../../src/expressions/index.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import type { ItemOf } from '../../src/operations/entity-builders.ts';
import type {
  CountOperation,
  FirstOperation,
  ItemOperation,
  PageOperation,
  PlainWrite,
} from '../../src/operations/operation.ts';
import { defineTable } from '../../src/table/table.ts';

const shop = defineTable({
  name: 'shop',
  indexes: [
    'GSI1',
    'GSI2',
    {
      name: 'byRegion',
      partitionKey: ['tournament', 'region'],
      sortKey: [{ name: 'score', type: 'number' }],
    },
    { name: 'brief', projection: ['EntityType', 'orderId', 'total'] },
  ],
});

interface Order {
  userId: string;
  orderId: string;
  status: 'pending' | 'paid';
  placedAt: string;
  total: number;
  lines: string[];
  labels?: Set<string>;
  note?: string;
  tournament?: string;
  region?: string;
  score?: number;
  createdAt: string;
  updatedAt: string;
}

const Order = defineEntity<Order>()({
  name: 'Order',
  table: shop,
  keys: {
    PK: 'USER#{userId}',
    SK: 'ORDER#{orderId}',
    GSI1PK: 'ORDER#{orderId}',
    GSI1SK: 'ORDER',
    GSI2PK: 'STATUS#{status}',
    GSI2SK: '{placedAt:iso}#{orderId}',
    briefPK: 'TOTAL#{total:int12}',
    briefSK: '{placedAt:iso}#{orderId}',
  },
  patterns: {
    ofUser: { order: 'descending' },
    byId: { index: 'GSI1', one: true },
    withStatus: { index: 'GSI2' },
    inRegion: { index: 'byRegion' },
    brief: { index: 'brief' },
    again: { operation: 'get' },
    all: { operation: 'scan', segments: 4 },
    allBrief: { operation: 'scan', index: 'brief' },
  },
  stamps: true,
});
declare const order: Order;
const key = { userId: '7', orderId: 'a' };
const { createdAt: _created, updatedAt: _updated, ...unstamped } = order;

// The declaration keeps its literals.
expectTypeOf<ItemOf<typeof Order>>().toEqualTypeOf<Order>();
expectTypeOf(Order.name).toEqualTypeOf<'Order'>();
expectTypeOf(Order.keys.PK({ userId: '7' })).toEqualTypeOf<`USER#${string}`>();
expectTypeOf(Order.keys.GSI1SK({})).toEqualTypeOf<'ORDER'>();
// @ts-expect-error there is no such key
Order.keys.GSI3PK;

// Whole items: stamps are optional going in, and present coming out.
expectTypeOf(Order.create(unstamped)).toEqualTypeOf<ItemOperation<Order, 'put'>>();
expectTypeOf(Order.put(order)).toEqualTypeOf<PlainWrite<Order, 'put'>>();
expectTypeOf(Order.put(unstamped, { return: 'old' })).toEqualTypeOf<
  ItemOperation<Order | undefined, 'put'>
>();
expectTypeOf(Order.upsert(unstamped)).toEqualTypeOf<ItemOperation<Order, 'update'>>();
expectTypeOf(Order.upsert(order, { return: 'old' })).toEqualTypeOf<
  ItemOperation<Order | undefined, 'update'>
>();
expectTypeOf(Order.upsert(order, { return: 'none' })).toEqualTypeOf<ItemOperation<undefined, 'update'>>();
// @ts-expect-error an attribute is missing
Order.create({ userId: '7', orderId: 'a' });
// @ts-expect-error a value is of the wrong type
Order.create({ ...unstamped, total: '3' });
// @ts-expect-error there is no such attribute
Order.create({ ...unstamped, totl: 3 });

// Without stamps nothing may be left out.
const Bare = defineEntity<Order>()({ name: 'Bare', table: shop, keys: { PK: 'B#{userId}', SK: 'B' } });
expectTypeOf(Bare.create(order)).toEqualTypeOf<ItemOperation<Order, 'put'>>();
// @ts-expect-error createdAt is an attribute like any other
Bare.create(unstamped);

// Stamps under names of their own.
const Named = defineEntity<{ id: string; made: string }>()({
  name: 'Named',
  table: shop,
  keys: { PK: 'N#{id}', SK: 'N' },
  stamps: { createdAt: 'made' },
});
Named.create({ id: '1' });

// One item by its key.
expectTypeOf(Order.get(key)).toEqualTypeOf<ItemOperation<Order | undefined, 'get'>>();
expectTypeOf(Order.getOrThrow(key)).toEqualTypeOf<ItemOperation<Order, 'get'>>();
expectTypeOf(Order.get(key, { select: ['total', 'note'] })).toEqualTypeOf<
  ItemOperation<Pick<Order, 'total' | 'note'> | undefined, 'get'>
>();
expectTypeOf(Order.getOrThrow(key, { select: ['total'] })).toEqualTypeOf<
  ItemOperation<Pick<Order, 'total'>, 'get'>
>();
expectTypeOf(Order.delete(key)).toEqualTypeOf<PlainWrite<undefined, 'delete'>>();
expectTypeOf(Order.delete(key, { return: 'old' })).toEqualTypeOf<
  ItemOperation<Order | undefined, 'delete'>
>();
Order.get(order);
// @ts-expect-error orderId is missing
Order.get({ userId: '7' });
// @ts-expect-error userId is a string
Order.get({ userId: 7, orderId: 'a' });
// @ts-expect-error status is no part of the key
Order.get({ userId: '7', orderId: 'a', status: 'paid' });
// @ts-expect-error there is no attribute totl
Order.get(key, { select: ['totl'] });
// @ts-expect-error orderId is missing
Order.delete({ userId: '7' });

// Changes.
expectTypeOf(Order.update(key, { set: { score: 3, note: 'x' } })).toEqualTypeOf<
  ItemOperation<Order, 'update'>
>();
expectTypeOf(Order.update(key, { set: { note: 'x' } }, { return: 'old' })).toEqualTypeOf<
  ItemOperation<Order, 'update'>
>();
expectTypeOf(Order.update(key, { set: { note: 'x' } }, { return: 'none' })).toEqualTypeOf<
  ItemOperation<undefined, 'update'>
>();
Order.update(key, { set: { lines: append(['x']), score: increment(1), note: ifNotExists('none') } });
Order.update(key, { set: { note: undefined }, remove: ['note', ['lines', 0]] });
Order.update(key, { setIn: [[['lines', 0], 'x']], add: { score: 1 }, delete: { labels: new Set(['a']) } });
// @ts-expect-error orderId is missing
Order.update({ userId: '7' }, { set: { note: 'x' } });
// @ts-expect-error the primary key cannot change
Order.update(key, { set: { userId: '8' } });
// @ts-expect-error there is no attribute noot
Order.update(key, { set: { noot: 'x' } });
// @ts-expect-error note is a string
Order.update(key, { set: { note: 3 } });
// @ts-expect-error a string cannot be incremented
Order.update(key, { set: { note: increment(1) } });
// @ts-expect-error the members of lines are strings
Order.update(key, { set: { lines: append([3]) } });
// @ts-expect-error the primary key cannot go away
Order.update(key, { remove: ['userId'] });
// @ts-expect-error there is no attribute noot
Order.update(key, { remove: ['noot'] });
// @ts-expect-error the primary key cannot change inside either
Order.update(key, { setIn: [[['userId', 'x'], 'y']] });

// What an index is built of is set together, to plain values, or removed.
Order.update(key, { set: { status: 'paid', placedAt: '2026-01-01T00:00:00.000Z', total: 3 } });
// @ts-expect-error an item always has a status
Order.update(key, { remove: ['status'] });
Order.update(key, { remove: ['note'] });
// An optional partner that the item does not have is given as undefined, and removed.
Order.update(key, { set: { status: 'paid', placedAt: undefined, total: 3 } });
// @ts-expect-error placedAt is missing: GSI2 is built of both
Order.update(key, { set: { status: 'paid' } });
// @ts-expect-error total and status are missing: brief and GSI2 are built of them
Order.update(key, { set: { placedAt: '2026-01-01T00:00:00.000Z' } });
// @ts-expect-error the new value must be known
Order.update(key, { set: { status: ifNotExists('paid'), placedAt: '2026-01-01T00:00:00.000Z', total: 3 } });

// Sums and sets take what they can hold, and nothing that feeds a key.
Order.update(key, { add: { score: 1, labels: new Set(['x']) } });
// @ts-expect-error total feeds a key of brief
Order.update(key, { add: { total: 1 } });
// @ts-expect-error a string cannot be added to
Order.update(key, { add: { note: 'x' } });
// @ts-expect-error score is a number
Order.update(key, { add: { score: 'x' } });
// @ts-expect-error only members of sets can be taken out
Order.update(key, { delete: { score: 1 } });

// Conditions are over the item.
Order.put(order, { if: { status: 'paid', total: gt(3) } });
Order.update(key, { set: { note: 'x' } }, { if: and({ status: 'paid' }) });
Order.delete(key, { if: { status: 'paid' } });
Order.ofUser({ userId: '7' }, { filter: { total: gt(3) } });
// @ts-expect-error there is no such status
Order.put(order, { if: { status: 'lost' } });
// @ts-expect-error there is no attribute totl
Order.delete(key, { if: { totl: 3 } });
// @ts-expect-error total is a number
Order.ofUser({ userId: '7' }, { filter: { total: gt('3') } });

// Queries: every part of the partition key, and leading parts of the sort key.
expectTypeOf(Order.ofUser({ userId: '7' }, { limit: 20 })).toEqualTypeOf<PageOperation<Order, 'query'>>();
expectTypeOf(Order.ofUser({ userId: '7' }, { select: ['total'] })).toEqualTypeOf<
  PageOperation<Pick<Order, 'total'>, 'query'>
>();
expectTypeOf(Order.ofUser.first({ userId: '7' })).toEqualTypeOf<FirstOperation<Order, 'query'>>();
expectTypeOf(Order.ofUser.count({ userId: '7' })).toEqualTypeOf<CountOperation<'query'>>();
expectTypeOf(Order.byId({ orderId: 'a' })).toEqualTypeOf<FirstOperation<Order, 'query'>>();
expectTypeOf(Order.byId({ orderId: 'a' }).result).toEqualTypeOf<Order | undefined>();
Order.ofUser({ userId: '7', orderId: gte('a') });
Order.withStatus({ status: 'paid', placedAt: gte('2026-01-01T00:00:00.000Z') });
Order.withStatus({ status: 'paid', placedAt: '2026-01-01T00:00:00.000Z', orderId: 'a' });
// @ts-expect-error userId is missing
Order.ofUser({});
// @ts-expect-error total is no part of the key
Order.ofUser({ userId: '7', total: 3 });
// @ts-expect-error there is no such status
Order.withStatus({ status: 'lost' });
// @ts-expect-error the partition key takes one value
Order.withStatus({ status: gte('paid') });
// @ts-expect-error placedAt is a string
Order.withStatus({ status: 'paid', placedAt: 3 });
// @ts-expect-error undefined would widen the query
Order.withStatus({ status: undefined });
// @ts-expect-error status is missing
Order.withStatus.count({});

// Indexes over the items' own attributes.
Order.inRegion({ tournament: 't', region: 'eu', score: gte(10) });
// @ts-expect-error region is missing
Order.inRegion({ tournament: 't' });
// @ts-expect-error score is a number
Order.inRegion({ tournament: 't', region: 'eu', score: '10' });

// An index that holds some attributes gives only these.
expectTypeOf(Order.brief({ total: 3 })).toEqualTypeOf<
  PageOperation<Pick<Order, 'orderId' | 'total'>, 'query'>
>();
// @ts-expect-error the index does not hold note
Order.brief({ total: 3 }, { select: ['note'] });

// Gets and scans.
expectTypeOf(Order.again(key)).toEqualTypeOf<ItemOperation<Order | undefined, 'get'>>();
expectTypeOf(Order.all({ limit: 5 })).toEqualTypeOf<PageOperation<Order, 'scan'>>();
expectTypeOf(Order.all.first()).toEqualTypeOf<FirstOperation<Order, 'scan'>>();
expectTypeOf(Order.all.count()).toEqualTypeOf<CountOperation<'scan'>>();
expectTypeOf(Order.allBrief()).toEqualTypeOf<PageOperation<Pick<Order, 'orderId' | 'total'>, 'scan'>>();
// @ts-expect-error orderId is missing
Order.again({ userId: '7' });

// Declarations: every part of a key is an attribute, and a string unless it has a format.
const entity = defineEntity<Order>();
const keys = { PK: 'O#{userId}', SK: 'O#{orderId}' } as const;
entity({ name: 'A', table: shop, keys });
// @ts-expect-error {userIdd} is no attribute of the item
entity({ name: 'B', table: shop, keys: { PK: 'B#{userIdd}', SK: 'B' } });
// @ts-expect-error {placed} is no attribute of the item, with a format either
entity({ name: 'C', table: shop, keys: { PK: 'C#{placed:iso}', SK: 'C' } });
// @ts-expect-error total is no string and has no format
entity({ name: 'D', table: shop, keys: { PK: 'D#{total}', SK: 'D' } });
// @ts-expect-error total is no string, though another part with a format is there
entity({ name: 'E', table: shop, keys: { PK: 'E#{total}', SK: '{placedAt:iso}' } });
entity({
  name: 'F',
  table: shop,
  keys: { PK: 'F#{total:int12}', SK: '{placedAt:iso}#{note}#{status:lower}' },
});
// An optional part is no error: the item is then not in the index.
entity({ name: 'G', table: shop, keys: { ...keys, GSI1PK: 'G#{region}', GSI1SK: '{score:int4}' } });

// A record of anything may feed keys too.
interface Anything {
  id: string;
  [name: string]: string | number;
}
const Loose = defineEntity<Anything>()({
  name: 'Loose',
  table: shop,
  keys: { PK: 'LOOSE#{id}', SK: '{n:int4}' },
});
expectTypeOf(Loose.get({ id: 'a', n: 1 }).result).toEqualTypeOf<Anything | undefined>();

// Patterns read indexes that the table has, under names that are free.
entity({ name: 'H', table: shop, keys, patterns: { a: { index: 'GSI1' }, b: { index: 'byRegion' } } });
// @ts-expect-error there is no index GSI3
entity({ name: 'I', table: shop, keys, patterns: { a: { index: 'GSI3' } } });
// @ts-expect-error there is no index GSI3 to scan
entity({ name: 'J', table: shop, keys, patterns: { a: { operation: 'scan', index: 'GSI3' } } });
// @ts-expect-error every entity has a get of its own
entity({ name: 'K', table: shop, keys, patterns: { get: { operation: 'get' } } });
// @ts-expect-error every entity has a put of its own
entity({ name: 'L', table: shop, keys, patterns: { put: {} } });
// @ts-expect-error there is no such order
entity({ name: 'M', table: shop, keys, patterns: { a: { order: 'down' } } });
// @ts-expect-error there is no such field
entity({ name: 'N', table: shop, keys, pattern: {} });

// Tables with names of their own, and without indexes.
const plain = defineTable({ name: 'plain', partitionKey: 'pk', sortKey: null });
const Plain = defineEntity<{ id: string; n: number }>()({
  name: 'Plain',
  table: plain,
  keys: { pk: 'P#{id}' },
  patterns: { all: { operation: 'scan' }, one: { one: true } },
});
expectTypeOf(Plain.one({ id: 'a' }).result).toEqualTypeOf<{ id: string; n: number } | undefined>();
Plain.update({ id: 'a' }, { set: { n: increment(1) }, add: { n: 1 } });
// @ts-expect-error id feeds the primary key
Plain.update({ id: 'a' }, { set: { id: 'b' } });
defineEntity<{ id: string }>()({
  name: 'Q',
  table: plain,
  keys: { pk: 'Q#{id}' },
  // @ts-expect-error the table has no index
  patterns: { a: { index: 'GSI1' } },
});

// An inverted index shares the table's attributes; a local one its partition.
const inverted = defineTable({
  name: 'inverted',
  indexes: [
    { name: 'back', partitionKey: 'SK', sortKey: 'PK' },
    { name: 'recent', local: true },
  ],
});
const Edge = defineEntity<{ from: string; to: string; at: string }>()({
  name: 'Edge',
  table: inverted,
  keys: { PK: 'FROM#{from}', SK: 'TO#{to}', recentSK: '{at:iso}' },
  patterns: { back: { index: 'back' }, recent: { index: 'recent' } },
});
Edge.back({ to: 'b', from: gte('a') });
Edge.recent({ from: 'a', at: gte('2026-01-01T00:00:00.000Z') });
Edge.update({ from: 'a', to: 'b' }, { set: { at: '2026-01-01T00:00:00.000Z' } });
// @ts-expect-error the index has no key made of at
Edge.back({ to: 'b', at: 'x' });
