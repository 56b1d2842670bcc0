import { crc32 } from 'node:zlib';
import { expectTypeOf } from 'expect-type';
import { between, gte, lt } from '../../src/expressions/operators.ts';
import { ifNotExists, increment } from '../../src/expressions/patch.ts';
import { defineCollection } from '../../src/operations/define-collection.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { refusal } from './orders.ts';

const table = defineTable({
  name: 'shop',
  ttl: 'expiresAt',
  indexes: [
    'GSI1',
    'GSI2',
    { name: 'byTotal', local: true, sortKey: [{ name: 'total', type: 'number' }] },
    { name: 'own', partitionKey: ['status'], sortKey: ['orderId'] },
  ],
});

interface OrderItem {
  run: string;
  orderId: string;
  status?: string;
  customer?: string | number;
  total?: number;
}

const Order = defineEntity<OrderItem>()({
  name: 'Order',
  table,
  keys: {
    PK: 'RUN#{run}#{orderId:shard3}',
    SK: 'ORDER#{orderId}',
    GSI1PK: 'STATUS#{status}#{orderId:shard2of4}#END',
    GSI1SK: '{customer:int4}',
    GSI2PK: 'S#{customer:shard5}',
    GSI2SK: '{status}',
  },
  patterns: {
    ofRun: {},
    fetch: { operation: 'get' },
    withStatus: { index: 'GSI1', order: 'descending' },
    ofAll: { index: 'GSI2' },
    byTotal: { index: 'byTotal' },
    inStatus: { index: 'own' },
    all: { operation: 'scan' },
  },
} as const);

const pages = defineTable({ name: 'pages' });
const [Head, Line] = [
  defineEntity<{ run: string; orderId: string }>()({
    name: 'Head',
    table: pages,
    keys: { PK: 'RUN#{run}#{orderId:shard3}', SK: 'HEAD#{orderId}' },
  }),
  defineEntity<{ run: string; orderId: string; n: number }>()({
    name: 'Line',
    table: pages,
    keys: { PK: 'RUN#{run}#{orderId:shard3}', SK: 'LINE#{orderId}#{n:int4}' },
  }),
];
const runPage = defineCollection({ name: 'runPage', entities: [Head, Line] });

const shard = (value: string, count: number) => crc32(value) % count;
const key = { run: 'r', orderId: 'a1' };
const keys = { PK: `RUN#r#${shard('a1', 3)}`, SK: 'ORDER#a1' };

interface Update {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** The update expression with names and values in the place of their aliases. */
function text({ input }: { readonly input: Update }): string {
  return input.UpdateExpression.replace(
    /#n\d+|:v\d+/g,
    (alias) =>
      input.ExpressionAttributeNames?.[alias] ?? JSON.stringify(input.ExpressionAttributeValues?.[alias]),
  );
}

describe('An item with shards in its keys', () => {
  it('is written and found by its own shard alone', () => {
    const item = { ...key, status: 'paid', customer: 7 };
    expect(Order.put(item).input.Item).toEqual({
      ...item,
      ...keys,
      EntityType: 'Order',
      GSI1PK: `STATUS#paid#${shard('a1', 2)}#END`,
      GSI1SK: '0007',
      GSI2PK: `S#${shard('7', 5)}`,
      GSI2SK: 'paid',
    });
    for (const operation of [Order.fetch(key), Order.delete(key), Order.update(key, { set: { total: 1 } })]) {
      expect(operation.input.Key).toEqual(keys);
    }
  });

  it('is in no index of which the value that a shard is counted of is missing', () => {
    expect(Order.put({ ...key, status: 'paid' }).input.Item).toEqual({
      ...key,
      ...keys,
      status: 'paid',
      EntityType: 'Order',
    });
  });

  it('needs the value for its primary key', () => {
    expect(() => Order.fetch({ run: 'r' } as never)).toThrow(
      refusal('KeyError', 'Key Order.PK: orderId cannot be undefined: every part of a key needs a value.'),
    );
    expect(() => Order.put({ ...key, status: 'paid', customer: 1.5 })).toThrow(
      refusal(
        'KeyError',
        'Key Order.GSI1SK: customer cannot be 1.5: int4 takes an integer, as a safe number or a bigint.',
      ),
    );
  });
});

describe('An update', () => {
  it('keeps the keys in step, with the shard of a part of the primary key', () => {
    expect(text(Order.update(key, { set: { status: 'open', customer: 9 } }))).toBe(
      `SET status = "open", customer = 9, GSI1PK = "STATUS#open#${shard('a1', 2)}#END", GSI1SK = "0009", ` +
        `GSI2PK = "S#${shard('9', 5)}", GSI2SK = "open"`,
    );
  });

  it('takes the keys away with the value that a shard is counted of', () => {
    expect(text(Order.update(key, { remove: ['customer'] }))).toBe(
      'REMOVE customer, GSI1PK, GSI1SK, GSI2PK, GSI2SK',
    );
  });

  it.each([
    ['a part of it', { set: { customer: 9 } }],
    ['a function', { set: { customer: ifNotExists(9), status: 'open' } }],
    ['an addition', { set: { customer: increment(1), status: 'open' } }],
  ])('is refused when it changes %s, so that the shard is not known', (_, patch) => {
    expect(() => Order.update(key, patch as never)).toThrow(
      /^Order\.update changes .*, of which index GSI[12] is built .*: set status and customer together, each to a plain value; /,
    );
  });
});

describe('A query over shards', () => {
  it('leaves the value of the shard out, and has the input of the first', () => {
    const operation = Order.withStatus({ status: 'paid' });
    expect(operation.input).toEqual({
      TableName: 'shop',
      IndexName: 'GSI1',
      KeyConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'GSI1PK' },
      ExpressionAttributeValues: { ':v0': 'STATUS#paid#0#END' },
      ScanIndexForward: false,
    });
    expect(operation.plan.shards).toEqual({
      partitions: [0, 1, 2, 3].map((n) => ({
        fixed: { GSI1PK: `STATUS#paid#${n}#END` },
        values: { ':v0': `STATUS#paid#${n}#END` },
      })),
      sortedBy: ['GSI1SK'],
      descending: true,
    });
    expect(operation.plan.cursorKeys.free).toEqual(['PK', 'SK', 'GSI1SK']);
  });

  it('has one range for all of them', () => {
    const { input, plan } = Order.ofRun({ run: 'r', orderId: gte('b') }, { order: 'descending', limit: 9 });
    expect(input).toMatchObject({
      KeyConditionExpression: '#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2',
      ExpressionAttributeValues: { ':v0': 'RUN#r#0', ':v1': 'ORDER#b' },
      Limit: 9,
    });
    expect(plan.shards).toMatchObject({ sortedBy: ['SK'], descending: true });
    expect(plan.shards?.partitions.map(({ values }) => values)).toEqual([
      { ':v0': 'RUN#r#0' },
      { ':v0': 'RUN#r#1' },
      { ':v0': 'RUN#r#2' },
    ]);
    const nothing = Order.ofRun({ run: 'r', orderId: between<string>('b', 'a') });
    expect(nothing.plan).toMatchObject({ empty: true, shards: { sortedBy: ['SK'] } });
  });

  it('may name the value where it stands in the sort key, and still asks every shard', () => {
    const { input, plan } = Order.ofRun(key);
    expect(input.ExpressionAttributeValues).toEqual({ ':v0': 'RUN#r#0', ':v1': 'ORDER#a1' });
    expect(plan.shards?.partitions).toHaveLength(3);
  });

  it('of a local index sorts by that', () => {
    const { plan } = Order.byTotal({ run: 'r', total: lt(5) }, { consistent: true });
    expect(plan.shards).toMatchObject({ sortedBy: ['total'], descending: false });
    expect(plan.shards?.partitions).toHaveLength(3);
  });

  it('has no shards over an index of own attributes, and in a scan', () => {
    expect(Order.inStatus({ status: 'paid' }).plan.shards).toBeUndefined();
    expect(Order.all().plan.shards).toBeUndefined();
  });

  it('needs no shards for one', () => {
    const Single = defineEntity<{ id: string }>()({
      name: 'Single',
      table: defineTable({ name: 'single', indexes: ['GSI1'] }),
      keys: { PK: 'S#{id}', SK: 'S', GSI1PK: 'ALL#{id:shard1}', GSI1SK: '{id}' },
      patterns: { all: { index: 'GSI1' } },
    });
    const { input, plan } = Single.all({});
    expect(input.ExpressionAttributeValues).toEqual({ ':v0': 'ALL#0' });
    expect(plan.shards).toBeUndefined();
    expect(plan.cursorKeys).toMatchObject({ fixed: { GSI1PK: 'ALL#0' } });
  });

  it('of the first, a count and a collection go over the same shards', () => {
    const { shards } = Order.ofRun({ run: 'r' }).plan;
    expect(Order.ofRun.first({ run: 'r' })).toMatchObject({ mode: 'first', plan: { shards } });
    expect(Order.ofRun.count({ run: 'r' })).toMatchObject({ mode: 'count', plan: { shards } });
    expect(runPage({ run: 'r' })).toMatchObject({
      input: { KeyConditionExpression: '#n0 = :v0', ExpressionAttributeValues: { ':v0': 'RUN#r#0' } },
      plan: { shards },
    });
  });

  it('selects what its items are put in order by', () => {
    const { input } = Order.withStatus({ status: 'paid' }, { select: ['total'] });
    const { ProjectionExpression = '', ExpressionAttributeNames = {} } = input;
    const names = ProjectionExpression.split(', ').map((alias) => ExpressionAttributeNames[alias]);
    expect(names).toEqual(expect.arrayContaining(['total', 'PK', 'SK', 'GSI1PK', 'GSI1SK']));
  });

  it('binds its cursors to the partitions that are read, and not to how many are written', () => {
    const declare = (format: string) =>
      defineEntity<{ id: string; status: string }>()({
        name: 'Task',
        table: defineTable({ name: 'tasks', indexes: ['GSI1'] }),
        keys: {
          PK: 'T#{id}',
          SK: 'T',
          GSI1PK: `S#{status}#{id:${format}}` as 'S#{status}#{id:shard4}',
          GSI1SK: '{id}',
        },
        patterns: { withStatus: { index: 'GSI1' } },
      });
    const bindingOf = (format: string) => declare(format).withStatus({ status: 'paid' }).plan.binding;
    expect(bindingOf('shard2of4')).toEqual(bindingOf('shard4'));
    expect(bindingOf('shard5')).not.toEqual(bindingOf('shard4'));
  });
});

describe('A query over shards refuses', () => {
  it('the value of the shard, where it is no part of the sort key', () => {
    expect(() => Order.withStatus({ status: 'paid', orderId: 'a1' } as never)).toThrow(
      refusal('RequestError', 'Order.withStatus takes status, customer; "orderId" is none of them.'),
    );
    expect(() => Order.ofAll({ customer: 7 } as never)).toThrow(
      refusal('RequestError', 'Order.ofAll takes status; "customer" is none of them.'),
    );
    expect(() => runPage({ run: 'r', orderId: 'a1' } as never)).toThrow(
      /^runPage takes .*; "orderId" is none of them\.$/,
    );
  });

  it('to do without the rest of the partition key', () => {
    expect(() => Order.withStatus({} as never)).toThrow(
      refusal('KeyError', 'Key Order.GSI1PK: status cannot be undefined: every part of a key needs a value.'),
    );
    expect(() => Order.withStatus({ status: lt('x') } as never)).toThrow(
      refusal(
        'RequestError',
        'Order.withStatus: status is part of the partition key, which takes one value and no lt.',
      ),
    );
  });

  it('fewer requests than shards, because a page needs something of each', () => {
    expect(() => Order.withStatus({ status: 'paid' }, { maxRequests: 3 })).toThrow(
      refusal(
        'RequestError',
        'Order.withStatus reads 4 shards, each with a request, so maxRequests cannot be 3.',
      ),
    );
    expect(Order.withStatus({ status: 'paid' }, { maxRequests: 4 }).plan.maxRequests).toBe(4);
    expect(Order.inStatus({ status: 'paid' }, { maxRequests: 1 }).plan.maxRequests).toBe(1);
  });
});

it('a filter may name the attribute that a shard is counted of', () => {
  expect(Order.withStatus({ status: 'paid' }, { filter: { orderId: 'a1' } }).input.FilterExpression).toBe(
    '#n1 = :v1',
  );
});

describe('The arguments of a query over shards, for the compiler', () => {
  const compiles = (call: () => unknown) => expect(typeof call).toBe('function');

  it('have no value of the shard', () => {
    compiles(() => Order.withStatus({ status: 'paid' }));
    compiles(() => Order.ofAll({}));
    compiles(() => runPage({ run: 'r' }));
    // @ts-expect-error the rest of the partition key is required
    compiles(() => Order.withStatus({}));
    // @ts-expect-error and so it is in a collection
    compiles(() => runPage({}));
    // @ts-expect-error orderId is only counted into the shard
    compiles(() => Order.withStatus({ status: 'paid', orderId: 'a1' }));
    // @ts-expect-error and so it is in a collection
    compiles(() => runPage({ run: 'r', orderId: 'a1' }));
    // @ts-expect-error customer is only counted into the shard
    compiles(() => Order.ofAll({ customer: 7 }));
    expectTypeOf<Parameters<typeof runPage>[0]>().toEqualTypeOf<{ readonly run: string }>();
  });

  it('have it as an optional one where it stands in the sort key', () => {
    compiles(() => Order.ofRun({ run: 'r' }));
    compiles(() => Order.ofRun({ run: 'r', orderId: 'a1' }));
    compiles(() => Order.ofRun({ run: 'r', orderId: gte('a1') }));
    // @ts-expect-error of the type of the attribute
    compiles(() => Order.ofRun({ run: 'r', orderId: 7 }));
    // @ts-expect-error a get reads one shard
    compiles(() => Order.fetch({ run: 'r' }));
  });
});
