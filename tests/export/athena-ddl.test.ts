import { createTable, createTables } from '../../src/export/athena-ddl.ts';
import type { AthenaTable } from '../../src/export/athena-table.ts';
import { byDay, columnsOf, orders } from './athena-tables.ts';

test('the table of the activity logs comes out word for word', () => {
  const logs: AthenaTable = {
    name: 'raw_activity_logs',
    format: 'openx',
    location: 's3://your-bucket/raw/activity_logs/',
    columns: columnsOf({
      user_id: 'bigint',
      activity_type: 'string',
      created_at: 'bigint',
      metadata: 'string',
    }),
    partition: {
      ...byDay,
      attribute: 'created_at',
      unit: 'seconds',
      days: { first: '2024-01-01', last: '2024-07-18' },
    },
  };
  expect(createTable(logs)).toBe(
    `CREATE EXTERNAL TABLE raw_activity_logs (
    user_id bigint,
    activity_type string,
    created_at bigint,
    metadata string
)
PARTITIONED BY (dt string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://your-bucket/raw/activity_logs/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.dt.type' = 'date',
    'projection.dt.range' = '2024-01-01,NOW',
    'projection.dt.format' = 'yyyy-MM-dd',
    'projection.dt.interval' = '1',
    'projection.dt.interval.unit' = 'DAYS',
    'storage.location.template' = 's3://your-bucket/raw/activity_logs/dt=\${dt}'
)`,
  );
});

const PROJECTION = `TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.dt.type' = 'date',
    'projection.dt.range' = '2026-01-31,NOW',
    'projection.dt.format' = 'yyyy-MM-dd',
    'projection.dt.interval' = '1',
    'projection.dt.interval.unit' = 'DAYS',
    'storage.location.template' = 's3://bucket/raw/order/dt=\${dt}'
)`;

const JSON_COLUMNS = `    orderid string,
    total bigint,
    price decimal(18,2),
    \`date\` string,
    placedat string,
    tags array<string>,
    address struct<city:string,postalcode:string,\`order\`:bigint>,
    photo string`;

test('names need no mapping where only their case is lost, and reserved words stand in backticks', () => {
  expect(createTable(orders)).toBe(
    `CREATE EXTERNAL TABLE raw.\`order\` (
${JSON_COLUMNS}
)
PARTITIONED BY (dt string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://bucket/raw/order/'
${PROJECTION}`,
  );
});

test('the Hive SerDe reads the same columns', () => {
  expect(createTable({ ...orders, format: 'hive' })).toBe(
    `CREATE EXTERNAL TABLE raw.\`order\` (
${JSON_COLUMNS}
)
PARTITIONED BY (dt string)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
LOCATION 's3://bucket/raw/order/'
${PROJECTION}`,
  );
});

test('Parquet has binary as it is', () => {
  expect(createTable({ ...orders, format: 'parquet' })).toBe(
    `CREATE EXTERNAL TABLE raw.\`order\` (
${JSON_COLUMNS.replace('photo string', 'photo binary')}
)
PARTITIONED BY (dt string)
STORED AS PARQUET
LOCATION 's3://bucket/raw/order/'
${PROJECTION}`,
  );
});

describe('names that are not found by themselves', () => {
  const odd: AthenaTable = {
    name: 'odd',
    format: 'openx',
    location: 's3://bucket/odd/',
    columns: columnsOf({
      id: 'string',
      ID: 'string',
      "it's": 'string',
      userId: 'string',
      lines: 'array<struct<sku:string,unitPrice:bigint>>',
      owner: 'struct<Id:string>',
    }),
  };

  test('are mapped, at every level, with an eye on their case', () => {
    expect(createTable(odd)).toBe(
      `CREATE EXTERNAL TABLE odd (
    id string,
    id_2 string,
    it_s string,
    userid string,
    lines array<struct<sku:string,unitprice:bigint>>,
    owner string
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES (
    'case.insensitive' = 'false',
    'mapping.id_2' = 'ID',
    'mapping.it_s' = 'it\\'s',
    'mapping.unitprice' = 'unitPrice',
    'mapping.userid' = 'userId'
)
LOCATION 's3://bucket/odd/'`,
    );
  });

  test('are nothing for the Hive SerDe', () => {
    expect(() => createTable({ ...odd, format: 'hive' })).toThrow(
      'Table odd: the Hive SerDe finds attributes by the names of columns, and cannot find "ID", "it\'s". Take OpenX or Parquet.',
    );
  });

  test('nor is JSON without a type', () => {
    const columns = columnsOf({ id: 'string', note: 'array<json>' });
    expect(() => createTable({ ...odd, columns, format: 'hive' })).toThrow(
      'Table odd: the Hive SerDe reads no JSON of any kind, which "note" may hold. Declare it as string, which writes it as text, or take OpenX or Parquet.',
    );
    expect(createTable({ ...odd, columns })).toContain('    note array<string>\n');
  });

  test('may stand in JSON, whose names nobody knows', () => {
    const columns = columnsOf({ userId: 'string', note: 'json' });
    expect(createTable({ ...odd, columns })).toContain(`WITH SERDEPROPERTIES (
    'case.insensitive' = 'false',
    'mapping.userid' = 'userId'
)`);
  });

  test('are the columns themselves in Parquet', () => {
    expect(createTable({ ...odd, format: 'parquet' })).not.toContain('mapping');
  });
});

describe('the range of days', () => {
  function range(partition: Partial<AthenaTable['partition']>): string | undefined {
    const statement = createTable({ ...orders, partition: { ...byDay, ...partition } });
    return /'projection\.dt\.range' = '(.*)'/.exec(statement)?.[1];
  }

  test.each([
    ['ends now', {}, '2026-01-31,NOW'],
    ['ends tomorrow in zones that are ahead of UTC', { timeZone: 'Asia/Tokyo' }, '2026-01-31,NOW+1DAYS'],
    [
      'ends with the data, when that lies ahead',
      { days: { first: '2026-01-31', last: '2027-03-01' } },
      '2026-01-31,2027-03-01',
    ],
    ['is from now on when there are no days', { days: undefined }, '2026-11-21,NOW'],
  ])('%s', (_, partition, text) => {
    expect(range(partition as never)).toBe(text);
  });
});

test('rows without a place have a table of their own, because projection never lists their directory', () => {
  const [table, unplaced, ...more] = createTables({
    ...orders,
    columns: columnsOf({ orderId: 'string' }),
    partition: { ...byDay, unplaced: true },
  });
  expect(table).toContain('PARTITIONED BY (dt string)');
  expect(unplaced).toBe(
    `CREATE EXTERNAL TABLE raw.order_unplaced (
    orderid string
)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://bucket/raw/order/dt=__HIVE_DEFAULT_PARTITION__/'`,
  );
  expect(more).toEqual([]);
});

test('partitions by value are looked for, and not projected', () => {
  const statements = createTables({
    name: 'orders',
    format: 'openx',
    location: 's3://bucket/orders/',
    columns: columnsOf({ orderId: 'string' }),
    partition: { ...byDay, column: 'status', unit: 'value', days: undefined, unplaced: true },
  });
  expect(statements).toEqual([
    `CREATE EXTERNAL TABLE orders (
    orderid string
)
PARTITIONED BY (status string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://bucket/orders/'`,
    'MSCK REPAIR TABLE orders',
  ]);
});

test.each([
  [
    { name: 'Order' },
    'A table of Athena has a name of lower-case letters, digits and underscores, not "Order".',
  ],
  [
    { database: 'my-db' },
    'A database of Athena has a name of lower-case letters, digits and underscores, not "my-db".',
  ],
  [
    { location: 's3://bucket/raw' },
    'Table order: location is a prefix such as "s3://bucket/raw/order/", with the slash at its end, not "s3://bucket/raw".',
  ],
  [{ columns: [] }, 'Table order has no columns.'],
  [
    { columns: columnsOf({ dt: 'string' }, []) },
    'Table order: "dt" cannot be the column "dt", which is taken.',
  ],
  [
    { columns: [{ attribute: 'a b', column: 'a b', type: { kind: 'string' as const } }] },
    'Table order: "a b" cannot be the column "a b", which is no name of lower-case letters, digits and underscores.',
  ],
])('a table with %j is refused', (part, message) => {
  expect(() => createTable({ ...orders, ...part })).toThrow(message);
});
