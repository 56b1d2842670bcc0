import { defineCollection } from '../../src/operations/define-collection.ts';
import { defineTable } from '../../src/table/table.ts';
import { declared, type Loose } from './declared.ts';

const table = () => defineTable({ name: 'shop', indexes: ['GSI1'] });

/** Declares both in one order, then in the other, each time in a table of its own; gives the messages. */
function bothOrders(one: Loose, two: Loose): (string | undefined)[] {
  return [
    [one, two],
    [two, one],
  ].map((pair) => {
    const shop = table();
    try {
      for (const declaration of pair) declared(shop, declaration);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  });
}

describe('Two entities whose keys could coincide', () => {
  it('are refused in either order, with both names and both templates', () => {
    const user = { name: 'User', keys: { PK: 'USER#{userId}', SK: 'PROFILE' } };
    const account = { name: 'Account', keys: { PK: 'USER#{accountId}', SK: '{kind}' } };
    expect(bothOrders(user, account)).toEqual([
      "Entities User and Account could write the same key: Account.PK 'USER#{accountId}' and User.PK 'USER#{userId}', Account.SK '{kind}' and User.SK 'PROFILE' have texts in common.",
      "Entities Account and User could write the same key: User.PK 'USER#{userId}' and Account.PK 'USER#{accountId}', User.SK 'PROFILE' and Account.SK '{kind}' have texts in common.",
    ]);
  });

  it('may share one of the two keys', () => {
    const user = { name: 'User', keys: { PK: 'USER#{userId}', SK: 'PROFILE' } };
    expect(bothOrders(user, { name: 'Home', keys: { PK: 'USER#{userId}', SK: 'HOME' } })).toEqual([
      undefined,
      undefined,
    ]);
    expect(bothOrders(user, { name: 'Shop', keys: { PK: 'SHOP#{shopId}', SK: 'PROFILE' } })).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('are told apart by where escaping puts the separator', () => {
    const one = { name: 'One', keys: { PK: 'A', SK: 'X#{a}' } };
    const two = { name: 'Two', keys: { PK: 'A', SK: 'X#{a}#{b}' } };
    expect(bothOrders(one, two)).toEqual([undefined, undefined]);
  });

  it('are refused in a table with a partition key alone', () => {
    const flat = defineTable({ name: 'flat', sortKey: null });
    declared(flat, { name: 'User', keys: { PK: 'USER#{userId}' } });
    expect(() => declared(flat, { name: 'Person', keys: { PK: 'USER#{id}' } })).toThrow(
      "Entities User and Person could write the same key: Person.PK 'USER#{id}' and User.PK 'USER#{userId}' have texts in common.",
    );
  });
});

describe('A pattern that could return items of another entity', () => {
  const order = {
    name: 'Order',
    keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId}' },
    patterns: { ofUser: {} },
  };
  const line = { name: 'Line', keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId}#LINE#{n:int4}' } };

  it('is refused in either order of declaration', () => {
    const message =
      "Order.ofUser could return items of Line: both use partitions 'USER#{userId}' and 'USER#{userId}', and Line.SK 'ORDER#{orderId}#LINE#{n:int4}' can stand among the sort keys read. Give their sort keys different beginnings, or declare a collection that names both.";
    expect(bothOrders(order, line)).toEqual([message, message]);
  });

  it('is none of the harm when nobody reads the partition, or only the items below', () => {
    const { patterns: _, ...silent } = order;
    expect(bothOrders(silent, line)).toEqual([undefined, undefined]);
    expect(
      bothOrders(silent, {
        ...line,
        patterns: { ofOrder: { index: 'GSI1' } },
        keys: { ...line.keys, GSI1PK: 'L#{orderId}', GSI1SK: 'L#{n:int4}' },
      }),
    ).toEqual([undefined, undefined]);
  });

  it('is refused on an index, whose name it tells', () => {
    const paid = {
      name: 'Order',
      keys: { PK: 'ORDER#{orderId}', SK: 'ORDER', GSI1PK: 'STATUS#{status}', GSI1SK: '{placedAt:iso}' },
      patterns: { withStatus: { index: 'GSI1' } },
    };
    const parcel = {
      name: 'Parcel',
      keys: { PK: 'PARCEL#{id}', SK: 'PARCEL', GSI1PK: 'STATUS#{state}', GSI1SK: 'PARCEL#{id}' },
    };
    const message =
      "Order.withStatus could return items of Parcel: both use partitions of index GSI1 'STATUS#{status}' and 'STATUS#{state}', and Parcel.GSI1SK 'PARCEL#{id}' can stand among the sort keys read. Give their sort keys different beginnings, or declare a collection that names both.";
    expect(bothOrders(paid, parcel)).toEqual([message, message]);
  });

  it('reads one exact sort key where all parts are known, so longer ones beside it do no harm', () => {
    const profile = {
      name: 'User',
      keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
      patterns: { profile: { one: true } },
    };
    const setting = { name: 'Setting', keys: { PK: 'USER#{userId}', SK: 'PROFILE#{key}' } };
    expect(bothOrders(profile, setting)).toEqual([undefined, undefined]);
  });

  it('is refused on an index without a sort key', () => {
    const flat = () => defineTable({ name: 'flat', indexes: [{ name: 'GSI1', sortKey: null }] });
    const first = flat();
    declared(first, {
      name: 'A',
      keys: { PK: 'A#{id}', SK: 'A', GSI1PK: 'ALL' },
      patterns: { all: { index: 'GSI1' } },
    });
    expect(() => declared(first, { name: 'B', keys: { PK: 'B#{id}', SK: 'B', GSI1PK: 'ALL' } })).toThrow(
      "A.all could return items of B: both use partitions of index GSI1 'ALL' and 'ALL'. Give their sort keys different beginnings, or declare a collection that names both.",
    );
  });

  it('needs no care with a get, a scan, or an index over the attributes of the items, which a filter guards', () => {
    const own = defineTable({
      name: 'shop',
      indexes: [{ name: 'byRegion', partitionKey: ['region'], sortKey: null }],
    });
    const patterns = {
      one: { operation: 'get' },
      all: { operation: 'scan' },
      inRegion: { index: 'byRegion' },
    } as const;
    declared(own, { name: 'A', keys: { PK: 'X#{id}', SK: 'X' }, patterns });
    declared(own, { name: 'B', keys: { PK: 'X#{id}', SK: 'X#{b}' }, patterns });
    expect(declared(own, { name: 'C', keys: { PK: 'X#{id}', SK: 'X#{b}#{c}' }, patterns }).model.name).toBe(
      'C',
    );
  });
});

describe('A collection', () => {
  const keysOf = (name: string) => ({ PK: 'USER#{userId}', SK: `ORDER#{orderId}#${name}` });

  it('may return what it names, and nothing else that was declared before', () => {
    const shop = table();
    const [head, line] = ['HEAD', 'LINE#{n:int4}'].map((name) =>
      declared(shop, { name: name.slice(0, 4), keys: keysOf(name) }),
    );
    declared(shop, { name: 'Note', keys: keysOf('NOTE') });
    expect(() => defineCollection({ name: 'wholeOrder', entities: [head, line] as never })).toThrow(
      "wholeOrder could return items of Note: both use partitions 'USER#{userId}' and 'USER#{userId}', and Note.SK 'ORDER#{orderId}#NOTE' can stand among the sort keys read.",
    );
  });

  it('nor anything that is declared after it', () => {
    const shop = table();
    const pair = ['HEAD', 'LINE#{n:int4}'].map((name) =>
      declared(shop, { name: name.slice(0, 4), keys: keysOf(name) }),
    );
    defineCollection({ name: 'wholeOrder', entities: pair as never });
    expect(() => declared(shop, { name: 'Note', keys: keysOf('NOTE') })).toThrow(
      "wholeOrder could return items of Note: both use partitions 'USER#{userId}' and 'USER#{userId}'",
    );
    expect(declared(shop, { name: 'User', keys: { PK: 'USER#{userId}', SK: 'PROFILE' } }).model.name).toBe(
      'User',
    );
  });
});
