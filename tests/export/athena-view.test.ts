import { createView } from '../../src/export/athena-view.ts';
import { createIcebergTable, fillIcebergTable, icebergUpkeep } from '../../src/export/iceberg-ddl.ts';
import { byDay, columnsOf, orders } from './athena-tables.ts';

const COLUMNS = `    orderid,
    total,
    price,
    "date",
    placedat,
    TRY(CAST(from_iso8601_timestamp(placedat) AT TIME ZONE 'UTC' AS timestamp(3))) AS placedat_utc,
    tags,
    address,
    from_base64(photo) AS photo`;

test('a view has the bytes of binary, and the time of the partition in UTC', () => {
  expect(createView(orders)).toBe(
    `CREATE OR REPLACE VIEW raw.order_view AS
SELECT
${COLUMNS},
    dt
FROM raw."order"`,
  );
});

test('a view has the rows without a place, too', () => {
  expect(createView({ ...orders, partition: { ...byDay, unplaced: true } })).toBe(
    `CREATE OR REPLACE VIEW raw.order_view AS
SELECT
${COLUMNS},
    dt
FROM raw."order"
UNION ALL
SELECT
${COLUMNS},
    CAST(NULL AS varchar) AS dt
FROM raw.order_unplaced`,
  );
});

test('a view over Parquet takes binary as it is, and epochs become times', () => {
  const logs = {
    name: 'logs',
    format: 'parquet',
    location: 's3://bucket/logs/',
    columns: columnsOf({ at: 'bigint', body: 'binary' }),
  } as const;
  const seconds = { ...byDay, attribute: 'at', unit: 'seconds' } as const;
  expect(createView({ ...logs, partition: seconds })).toBe(
    `CREATE OR REPLACE VIEW logs_view AS
SELECT
    at,
    TRY(CAST(from_unixtime(at) AT TIME ZONE 'UTC' AS timestamp(3))) AS at_utc,
    body,
    dt
FROM logs`,
  );
  expect(createView({ ...logs, partition: { ...seconds, unit: 'milliseconds' } })).toContain(
    'from_unixtime_nanos(at * 1000000)',
  );
  expect(createView(logs)).toBe('CREATE OR REPLACE VIEW logs_view AS\nSELECT\n    at,\n    body\nFROM logs');
});

describe('an Iceberg table', () => {
  const lake = { name: 'order_lake', location: 's3://bucket/lake/order/' };

  test('has the columns of the view, and days as dates', () => {
    expect(createIcebergTable(orders, lake)).toBe(
      `CREATE TABLE raw.order_lake (
    orderid string,
    total bigint,
    price decimal(18,2),
    \`date\` string,
    placedat string,
    tags array<string>,
    address struct<city:string,postalcode:string,\`order\`:bigint>,
    photo binary,
    dt date
)
PARTITIONED BY (dt)
LOCATION 's3://bucket/lake/order/'
TBLPROPERTIES (
    'table_type' = 'ICEBERG',
    'format' = 'parquet'
)`,
    );
    expect(fillIcebergTable(orders, lake)).toBe(
      `INSERT INTO raw.order_lake
SELECT
    orderid,
    total,
    price,
    "date",
    placedat,
    tags,
    address,
    photo,
    CAST(dt AS date)
FROM raw.order_view`,
    );
  });

  test('needs to be joined and cleaned again and again', () => {
    expect(icebergUpkeep('order_lake')).toBe(
      `-- Joins small files, then removes old snapshots with the files that nothing else needs.
-- If the console's editor refuses a statement, run it with: aws athena start-query-execution --query-string "…"
OPTIMIZE order_lake REWRITE DATA USING BIN_PACK;
VACUUM order_lake;`,
    );
  });

  test('is apart from the export', () => {
    for (const other of [
      { name: 'order', location: 's3://bucket/lake/' },
      { name: 'lake', location: 's3://bucket/raw/' },
      { name: 'lake', location: 's3://bucket/raw/order/lake/' },
    ]) {
      expect(() => createIcebergTable(orders, other)).toThrow(
        `Iceberg table ${other.name} needs a name and a location of its own, apart from the export at s3://bucket/raw/order/.`,
      );
    }
  });
});
