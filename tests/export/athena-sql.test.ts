import { type AthenaSqlOptions, athenaSql } from '../../src/export/athena-sql.ts';
import { type ExportContents, type ExportedEntity, manifestOf } from '../../src/export/manifest.ts';

const location = 's3://bucket/shop/';

const order: ExportedEntity = {
  entity: 'Order',
  prefix: 'order/',
  partition: { attribute: 'placedAt', unit: 'iso', timeZone: 'Asia/Tokyo' },
  files: [file('order', '2026-02-01'), file('order', '2026-01-31')],
  columns: [
    { attribute: 'orderId', column: 'orderid', type: 'string', from: 'seen' },
    { attribute: 'placedAt', column: 'placedat', type: 'string', from: 'seen' },
  ],
  totals: [],
  conflicts: [],
  misfits: [],
  unplaced: [],
};
const nothing = { entity: 'Member', prefix: 'member/', files: [], columns: [] };
const member: ExportedEntity = { ...nothing, totals: [], conflicts: [], misfits: [], unplaced: [] };

function file(folder: string, partition: string, rows = 5) {
  return { path: `${folder}/${partition}/a`, rows, bytes: 10, sha256: 'a'.repeat(64), partition };
}

function sqlOf(
  entities: readonly ExportedEntity[],
  options: Partial<AthenaSqlOptions> = {},
  more: Partial<ExportContents> = {},
): string {
  const manifest = manifestOf({
    run: '20261121T093000123Z',
    table: 'shop-production',
    source: { kind: 'scan', segments: 4 },
    format: 'json-lines',
    compression: 'gzip',
    startedAt: '2026-11-21T09:30:00.123Z',
    finishedAt: '2026-11-21T09:35:00.000Z',
    readUnits: 1,
    leftOut: [],
    entities,
    ...more,
  });
  return athenaSql(manifest, { location, ...options });
}

test('everything that Athena needs comes out, statement by statement', () => {
  expect(
    sqlOf([order, member], { database: 'raw' }),
  ).toBe(`-- Tables of Athena over the export 20261121T093000123Z of the table shop-production: 10 rows.
-- Read from a live table: no snapshot. Each item is as it was at some moment between startedAt and finishedAt.
-- Run the statements one at a time. Tables of an earlier export are to be dropped first: DROP TABLE leaves the files of an
-- external table as they are. Their views are to be made again as well.

-- Member has no rows, and so no table.

-- Order: 10 rows
-- Reserved: order has to be "order" in queries.
CREATE EXTERNAL TABLE raw.\`order\` (
    orderid string,
    placedat string
)
PARTITIONED BY (dt string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://bucket/shop/order/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.dt.type' = 'date',
    'projection.dt.range' = '2026-01-31,NOW+1DAYS',
    'projection.dt.format' = 'yyyy-MM-dd',
    'projection.dt.interval' = '1',
    'projection.dt.interval.unit' = 'DAYS',
    'storage.location.template' = 's3://bucket/shop/order/dt=\${dt}'
);

CREATE OR REPLACE VIEW raw.order_view AS
SELECT
    orderid,
    placedat,
    TRY(CAST(from_iso8601_timestamp(placedat) AT TIME ZONE 'UTC' AS timestamp(3))) AS placedat_utc,
    dt
FROM raw."order";

-- Only if you want copies as Iceberg tables, which can be changed and have to be kept in order. Each has a folder of its own
-- beside the export, which may as well be elsewhere.

CREATE TABLE raw.order_iceberg (
    orderid string,
    placedat string,
    dt date
)
PARTITIONED BY (dt)
LOCATION 's3://bucket/shop/order_iceberg/'
TBLPROPERTIES (
    'table_type' = 'ICEBERG',
    'format' = 'parquet'
);

INSERT INTO raw.order_iceberg
SELECT
    orderid,
    placedat,
    CAST(dt AS date)
FROM raw.order_view;

-- Joins small files, then removes old snapshots with the files that nothing else needs.
-- If the console's editor refuses a statement, run it with: aws athena start-query-execution --query-string "…"
OPTIMIZE raw.order_iceberg REWRITE DATA USING BIN_PACK;
VACUUM raw.order_iceberg;
`);
});

test('Parquet has its own tables, and needs no SerDe', () => {
  const sql = sqlOf([order], {}, { format: 'parquet', compression: 'snappy' });
  expect(sql).toContain('STORED AS PARQUET');
  expect(sql).not.toContain('SERDE');
});

test('there is no table for the format dynamodb-json, and the file says so', () => {
  const sql = sqlOf([order], {}, { format: 'dynamodb-json' });
  expect(sql).toContain('there is no table for it.\n-- Export as json-lines or parquet for Athena.\n');
  expect(sql.split('\n').filter((line) => line !== '' && !line.startsWith('-- '))).toEqual([]);
});

describe('notes tell of', () => {
  const notes = (part: Partial<ExportedEntity>, more: Partial<ExportContents> = {}) =>
    sqlOf([{ ...order, ...part }], {}, more)
      .split('\n')
      .filter((line) => line.startsWith('-- '));

  test('columns that have another name than their attribute', () => {
    const columns = [
      { attribute: 'unit-price', column: 'unit_price', type: 'bigint', from: 'seen' } as const,
      { attribute: 'Status', column: 'status_2', type: 'string', from: 'seen' } as const,
    ];
    const told = notes({ columns });
    expect(told).toContain('-- Renamed: the attribute "unit-price" is the column unit_price.');
    expect(told).toContain('-- Renamed: the attribute "Status" is the column status_2.');
  });

  test('reserved words', () => {
    const columns = [{ attribute: 'date', column: 'date', type: 'string', from: 'seen' } as const];
    expect(notes({ columns })).toContain('-- Reserved: date has to be "date" in queries.');
  });

  test('conflicts and misfits', () => {
    const told = notes({
      conflicts: [
        {
          attribute: 'lines[].price',
          reason: 'the values have no common type',
          kinds: [
            { kind: 'integer', count: 3, example: '1' },
            { kind: 'string', count: 2, example: 'a' },
          ],
        },
        { attribute: '', reason: 'there are too many attributes', kinds: [] },
      ],
      misfits: [{ attribute: 'total', reason: 'is text, not bigint', count: 1, example: 'USER#1' }],
    });
    expect(told).toContain(
      '-- Conflict: of lines[].price, the values have no common type (integer 3, string 2).',
    );
    expect(told).toContain('-- Conflict: of the whole, there are too many attributes.');
    expect(told).toContain('-- Misfit: in 1 row, total is text, not bigint; the files have it as it is.');
  });

  test('rows without a place, and the table that has them', () => {
    const unplaced = [{ attribute: 'placedAt', reason: 'has no placedAt', count: 1200, example: 'USER#1' }];
    const files = [...order.files, file('order', '__HIVE_DEFAULT_PARTITION__', 1200)];
    expect(notes({ unplaced, files })).toContain(
      '-- Without a partition: 1,200 rows, each of which has no placedAt; they are in order_unplaced, and in the view, where their dt is null.',
    );
    expect(sqlOf([{ ...order, unplaced, files }])).toContain('CREATE EXTERNAL TABLE order_unplaced (');
    const partition = { attribute: 'status', unit: 'value', column: 'status' } as const;
    expect(notes({ unplaced, files, partition })).toContain(
      '-- Without a partition: 1,200 rows, each of which has no placedAt; their status is null.',
    );
    expect(sqlOf([{ ...order, unplaced, files, partition }])).toContain('MSCK REPAIR TABLE `order`;');
  });

  test('items that are in no file', () => {
    const leftOut = [
      { attribute: 'PK', reason: 'was deleted', count: 1, example: 'USER#1' },
      { attribute: 'EntityType', reason: 'is "Log", which is not exported', count: 2, example: 'LOG#1' },
    ];
    const told = notes({}, { leftOut });
    expect(told).toContain('-- In no file: 1 item whose PK was deleted.');
    expect(told).toContain('-- In no file: 2 items whose EntityType is "Log", which is not exported.');
  });

  test('whatever stands in the data, on one line', () => {
    const attribute = 'a\nDROP TABLE x;\u2028--';
    const misfits = [{ attribute, reason: 'is text', count: 1, example: '' }];
    const sql = sqlOf([{ ...order, misfits }]);
    expect(sql).toContain('-- Misfit: in 1 row, a DROP TABLE x; -- is text; the files have it as it is.\n');
  });
});

describe('more than 100 partitions', () => {
  const days = Array.from({ length: 250 }, (_, day) =>
    new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
  );
  const inserts = (entity: ExportedEntity) =>
    [...sqlOf([entity]).matchAll(/^FROM order_view(?:\nWHERE (.*))?;$/gm)].map(([, where]) => where);

  test('are copied in steps, because one statement writes no more', () => {
    const files = days.map((day) => file('order', day)).reverse();
    expect(inserts({ ...order, files })).toEqual([
      "dt BETWEEN '2026-01-01' AND '2026-04-10'",
      "dt BETWEEN '2026-04-11' AND '2026-07-19'",
      "dt BETWEEN '2026-07-20' AND '2026-09-07'",
    ]);
    expect(inserts({ ...order, files: files.slice(0, 100) })).toEqual([undefined]);
  });

  test('may have rows without one', () => {
    const files = [...days.slice(0, 100), '__HIVE_DEFAULT_PARTITION__'].map((day) => file('order', day));
    const unplaced = [{ attribute: 'placedAt', reason: 'has no placedAt', count: 5, example: '' }];
    expect(inserts({ ...order, files, unplaced })).toEqual([
      "dt BETWEEN '2026-01-01' AND '2026-04-10'",
      'dt IS NULL',
    ]);
  });

  test('are sorted as texts are, with every quote', () => {
    const partition = { attribute: 'shop', unit: 'value', column: 'shop' } as const;
    const values = Array.from({ length: 101 }, (_, place) => `it's ${String(place).padStart(3, '0')}`);
    const files = values.map((value) => file('order', value));
    expect(inserts({ ...order, partition, files })).toEqual([
      "shop BETWEEN 'it''s 000' AND 'it''s 099'",
      "shop BETWEEN 'it''s 100' AND 'it''s 100'",
    ]);
  });
});

describe('names', () => {
  test('that are made of a table are no other table', () => {
    const view = { ...order, entity: 'Order_View', prefix: 'order_view/' };
    const sql = sqlOf([order, view]);
    expect(sql).toContain("-- Its table is order_2, because a name made of order is another table's.");
    expect(sql).toContain('CREATE EXTERNAL TABLE order_2 (');
    expect(sql).toContain("LOCATION 's3://bucket/shop/order/'");
    expect(sql).toContain('CREATE OR REPLACE VIEW order_2_view AS');
    expect(sql).toContain('CREATE EXTERNAL TABLE order_view (');
    const made = [...sql.matchAll(/^CREATE (?:EXTERNAL TABLE|OR REPLACE VIEW|TABLE) (\S+)/gm)];
    expect(new Set(made.map(([, name]) => name)).size).toBe(made.length);
  });

  test('that begin with an underscore stand in backticks for VACUUM, and the database as it is', () => {
    const sql = sqlOf([{ ...order, entity: '_Log', prefix: '_log/' }], { database: 'raw' });
    expect(sql).toContain('OPTIMIZE raw."_log_iceberg" REWRITE DATA USING BIN_PACK;');
    expect(sql).toContain('VACUUM raw.`_log_iceberg`;');
  });
});

test('what the Hive SerDe cannot read has no table, and the others have', () => {
  const columns = [{ attribute: 'unit-price', column: 'unit_price', type: 'bigint', from: 'seen' } as const];
  const odd = { ...order, entity: 'Line', prefix: 'line/', columns };
  const sql = sqlOf([odd, order], { serde: 'hive' });
  expect(sql).toContain(
    '-- It has no table here. Table line: the Hive SerDe finds attributes by the names of columns, and cannot find "unit-price". Take OpenX or Parquet.',
  );
  expect(sql).toContain("ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'");
  expect(sql).not.toContain('TABLE line');
});

test.each([
  [{ location: 's3://bucket/shop' }, 'Table athena: location is a prefix such as'],
  [{ location: './out/' }, 'Table athena: location is a prefix such as'],
  [
    { database: 'My-Db' },
    'A database of Athena has a name of lower-case letters, digits and underscores, not "My-Db".',
  ],
  [{ serde: 'json' }, 'athenaSql: serde is "openx" or "hive", not "json".'],
])('%j is refused', (options, message) => {
  expect(() => sqlOf([order], options as never)).toThrow(message);
});

test('an entity with rows and without columns has no table, and the reason is said', () => {
  const files = [file('member', '2026-01-31', 1_200)];
  const conflict = { attribute: '', reason: 'there are too many attributes', kinds: [] };
  const sql = sqlOf([{ ...member, files, conflicts: [conflict] }]);
  expect(sql).toContain(
    '-- Member: 1,200 rows, but no columns, and so no table: there are too many attributes.\n',
  );
  expect(sql).not.toContain('CREATE');
  expect(sqlOf([{ ...member, files }])).toContain(
    '-- Member: 1,200 rows, but no columns, and so no table: its items have no attributes but those that are left out.\n',
  );
});
