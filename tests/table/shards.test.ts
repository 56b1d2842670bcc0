import { defineCollection } from '../../src/operations/define-collection.ts';
import { describe as catalogue } from '../../src/table/describe.ts';
import { defineTable, type Table } from '../../src/table/table.ts';
import { declared, type Loose } from './declared.ts';

const shop = () => defineTable({ name: 'shop', indexes: ['GSI1'] });
const PK = 'ORDER#{orderId}';

/** The error that a declaration must make: its class by name, and its whole message. */
const refusal = (message: string) => expect.objectContaining({ name: 'DeclarationError', message });

function declaring(declaration: Loose, table: Table = shop()) {
  return () => declared(table, declaration);
}

describe('A shard in a sort key is refused', () => {
  it('of the table', () => {
    expect(declaring({ keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId:shard8}' } })).toThrow(
      refusal(
        "Entity Order: SK 'ORDER#{orderId:shard8}' is a sort key; a shard belongs into a partition key.",
      ),
    );
  });

  it('of an index', () => {
    const keys = { PK, SK: 'ORDER', GSI1PK: 'STATUS#{status}', GSI1SK: '{orderId:shard8}' };
    expect(declaring({ keys })).toThrow(
      refusal("Entity Order: GSI1SK '{orderId:shard8}' is a sort key; a shard belongs into a partition key."),
    );
  });

  it('of a local index', () => {
    const table = defineTable({ name: 'shop', indexes: [{ name: 'LSI1', local: true }] });
    const keys = { PK, SK: 'ORDER', LSI1SK: '{orderId:shard8}' };
    expect(declaring({ keys }, table)).toThrow(
      refusal("Entity Order: LSI1SK '{orderId:shard8}' is a sort key; a shard belongs into a partition key."),
    );
  });

  it('of an inverted index, of which the partition key of the table is the sort key', () => {
    const table = defineTable({
      name: 'shop',
      indexes: [{ name: 'inverted', partitionKey: 'SK', sortKey: 'PK' }],
    });
    const keys = { PK: 'RUN#{run}#{orderId:shard8}', SK: 'ORDER#{orderId}' };
    expect(declaring({ keys }, table)).toThrow(
      refusal(
        "Entity Order: PK 'RUN#{run}#{orderId:shard8}' is a sort key; a shard belongs into a partition key.",
      ),
    );
    const other = { PK: 'ORDER#{orderId}', SK: 'RUN#{run}#{orderId:shard8}' };
    expect(declaring({ keys: other }, table)).toThrow(
      refusal(
        "Entity Order: SK 'RUN#{run}#{orderId:shard8}' is a sort key; a shard belongs into a partition key.",
      ),
    );
  });
});

describe('A shard in the primary key', () => {
  it('is refused where its field stands nowhere else, so that several items would have one key', () => {
    const refused = refusal(
      'Entity Order: orderId stands in the primary key only as a shard, so several items would have one key; let it stand in the sort key as well.',
    );
    expect(declaring({ keys: { PK: 'ORDERS#{orderId:shard8}', SK: 'ORDER#{userId}' } })).toThrow(refused);
    expect(declaring({ keys: { PK: 'ORDERS#{orderId:shard1}', SK: 'ORDER' } })).toThrow(refused);
    const flat = defineTable({ name: 'flat', sortKey: null });
    expect(declaring({ keys: { PK: 'ORDERS#{orderId:shard8}' } }, flat)).toThrow(refused);
  });

  it.each(['lower', 'iso', 'decimal4.2', 'day'])('is refused beside the spellings of %s', (format) => {
    expect(
      declaring({ keys: { PK: 'ORDERS#{orderId:shard8}', SK: `{orderId:${format}}` as '{orderId:lower}' } }),
    ).toThrow(
      refusal(
        `Entity Order: orderId stands in the primary key as {orderId:${format}}, which has several spellings of one value, and each would have a shard of its own; only text as it is and integers go with a shard.`,
      ),
    );
  });

  it('is refused with two counts, because an item is looked for in one place', () => {
    expect(declaring({ keys: { PK: 'ORDERS#{orderId:shard8of20}', SK: '{orderId}' } })).toThrow(
      refusal(
        "Entity Order: 'ORDERS#{orderId:shard8of20}' is of the primary key, where the number of shards cannot change: an item is looked for in one place.",
      ),
    );
  });

  it('is taken where the sort key tells the items apart', () => {
    const { model, put } = declared(shop(), {
      keys: { PK: 'ORDERS#{orderId:shard1}', SK: 'ORDER#{userId}#{orderId}' },
    });
    expect(put({ orderId: 'a', userId: '7' }).input.Item).toMatchObject({
      PK: 'ORDERS#0',
      SK: 'ORDER#7#a',
      orderId: 'a',
    });
    expect([...model.fixed].sort()).toEqual(['orderId', 'userId']);
  });
});

it('a shard in the partition key of an index may be of any attribute', () => {
  const keys = { PK, SK: 'ORDER', GSI1PK: 'STATUS#{status}#{userId:shard8}', GSI1SK: '{placedAt:iso}' };
  expect(declaring({ keys, patterns: { withStatus: { index: 'GSI1' } } })).not.toThrow();
});

describe('A shard of a part of the primary key', () => {
  const keys = (sk: string, shard = '{orderId:shard8}') => ({
    PK: 'USER#{userId}',
    SK: `ORDER#${sk}`,
    GSI1PK: `ORDERS#${shard}`,
    GSI1SK: 'ORDER',
  });

  it.each(['{orderId}', '{orderId:raw}', '{orderId:int8}', '{orderId:int8:desc}'])(
    'may be counted where it stands there as %s, which has one spelling',
    (sk) => {
      expect(declaring({ keys: keys(sk) })).not.toThrow();
    },
  );

  it.each(['lower', 'decimal8.2', 'iso', 'day', 'boolean'])(
    'is refused where it stands there as %s, of which several spellings are one key',
    (format) => {
      expect(declaring({ keys: keys(`{orderId:${format}}`) })).toThrow(
        refusal(
          `Entity Order: orderId stands in the primary key as {orderId:${format}} and in Order.GSI1PK as {orderId:shard8}. ` +
            'Values that are one primary key would be several index keys; use the same format.',
        ),
      );
    },
  );

  it('may have another count in every key', () => {
    const both = { ...keys('{orderId}', '{orderId:shard3of5}'), PK: 'ALL#{orderId:shard8}' };
    expect(declaring({ keys: both })).not.toThrow();
  });
});

describe('Two entities that share shards', () => {
  const sharded = (name: string, shard: string, SK: string, patterns?: Loose['patterns']): Loose => ({
    name,
    keys: { PK: `RUN#{run}#${shard}`, SK },
    ...(patterns === undefined ? {} : { patterns }),
  });

  it('are refused when their keys could coincide, whichever counts they have', () => {
    const table = shop();
    declared(table, sharded('A', '{id:shard8}', 'X#{id}'));
    expect(declaring(sharded('B', '{key:shard20}', 'X#{key}'), table)).toThrow(
      refusal(
        "Entities A and B could write the same key: B.PK 'RUN#{run}#{key:shard20}' and A.PK 'RUN#{run}#{id:shard8}', B.SK 'X#{key}' and A.SK 'X#{id}' have texts in common.",
      ),
    );
    expect(declaring(sharded('C', '5', 'X#{key}'), table)).toThrow(
      /^Entities A and C could write the same key/,
    );
    expect(declaring(sharded('D', 'TOTAL', 'X#{key}'), table)).not.toThrow();
    expect(declaring(sharded('E', '10', 'X#{key}'), table)).not.toThrow();
  });

  it('are refused when a pattern of one could return items of the other', () => {
    const table = shop();
    declared(table, sharded('A', '{id:shard8}', 'X#{id}', { ofRun: {} }));
    expect(declaring(sharded('B', '{key:shard8}', 'X#{key}#Y'), table)).toThrow(
      refusal(
        "A.ofRun could return items of B: both use partitions 'RUN#{run}#{id:shard8}' and 'RUN#{run}#{key:shard8}', and B.SK 'X#{key}#Y' can stand among the sort keys read. Give their sort keys different beginnings, or declare a collection that names both.",
      ),
    );
    expect(declaring(sharded('B', '{key:shard8}', 'Y#{key}'), table)).not.toThrow();
    expect(declaring(sharded('C', 'ALL', 'X#{key}#Y'), table)).not.toThrow();
  });

  it('are read by more than one sort key where the shard hides the field that the sort key names', () => {
    const table = shop();
    // Without the shard, PK would fix id, and the pattern would read X#{id} alone.
    declared(table, sharded('A', '{id:shard8}', 'X#{id}', { ofRun: {} }));
    expect(declaring(sharded('B', '{key:shard8}', 'X#{key}#Y'), table)).toThrow(/^A\.ofRun could return/);
    const plain = shop();
    declared(plain, sharded('A', '{id}', 'X#{id}', { ofRun: {} }));
    expect(declaring(sharded('B', '{key}', 'X#{key}#Y'), plain)).not.toThrow();
  });

  it('may be read together by a collection, which needs the same templates', () => {
    const table = shop();
    const one = declared(table, sharded('A', '{id:shard8}', 'X#{id}'));
    const other = declared(table, sharded('B', '{id:shard8}', 'X#{id}#Y'));
    const third = declared(table, sharded('C', '{id:shard9}', 'X#{id}#Z'));
    expect(() => defineCollection({ name: 'some', entities: [one, third] as never })).toThrow(
      expect.objectContaining({ name: 'DeclarationError' }),
    );
    expect(() => defineCollection({ name: 'all', entities: [one, other, third] as never })).toThrow();
    const two = shop();
    const [a, b] = ['X#{id}', 'X#{id}#Y'].map((SK, n) => declared(two, sharded(`E${n}`, '{id:shard8}', SK)));
    expect(() => defineCollection({ name: 'both', entities: [a, b] as never })).not.toThrow();
  });
});

describe('The catalogue', () => {
  const table = defineTable({ name: 'shop', indexes: ['GSI1', { name: 'LSI1', local: true }] });
  const order = declared(table, {
    name: 'Order',
    keys: {
      PK: 'RUN#{run}#{orderId:shard8}',
      SK: 'ORDER#{orderId}',
      GSI1PK: '{orderId:shard3of5}#STATUS#{status}',
      GSI1SK: '{placedAt:iso}#{orderId}',
      LSI1SK: '{placedAt:iso}',
    },
    patterns: {
      ofRun: {},
      one: { operation: 'get' },
      withStatus: { index: 'GSI1', order: 'descending' },
      latest: { index: 'LSI1', one: true },
      all: { operation: 'scan' },
    },
  });
  const line = declared(table, {
    name: 'Line',
    keys: { PK: 'RUN#{run}#{orderId:shard8}', SK: 'LINE#{orderId}#{n}' },
  });
  defineCollection({ name: 'runPage', entities: [order, line] as never });
  const { entities, collections } = catalogue(table);
  const patterns = [...entities.flatMap((entity) => entity.patterns), ...collections];
  const required = (name: string) => ({ name, required: true, range: false });
  const optional = (name: string) => ({ name, required: false, range: true });

  it('tells how many partitions a pattern reads, and asks for no value of the shard', () => {
    expect(
      patterns.map(({ name, shards, keyCondition, parameters }) => [name, shards, keyCondition, parameters]),
    ).toEqual([
      [
        'Order.ofRun',
        8,
        "PK = 'RUN#{run}#{orderId:shard8}' AND begins_with(SK, 'ORDER#')",
        [required('run'), optional('orderId')],
      ],
      [
        'Order.one',
        undefined,
        "PK = 'RUN#{run}#{orderId:shard8}' AND SK = 'ORDER#{orderId}'",
        [required('run'), required('orderId')],
      ],
      [
        'Order.withStatus',
        5,
        "GSI1PK = '{orderId:shard3of5}#STATUS#{status}'",
        [required('status'), optional('placedAt'), optional('orderId')],
      ],
      ['Order.latest', 8, "PK = 'RUN#{run}#{orderId:shard8}'", [required('run'), optional('placedAt')]],
      ['Order.all', undefined, '', []],
      ['runPage', 8, "PK = 'RUN#{run}#{orderId:shard8}'", [required('run')]],
    ]);
  });
});
