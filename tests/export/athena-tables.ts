import type { AthenaColumn, AthenaPartition, AthenaTable } from '../../src/export/athena-table.ts';
import { columnNames } from '../../src/export/column-names.ts';
import { parseColumnType } from '../../src/export/column-type.ts';

/** Columns by attribute, named as an export names them. */
export function columnsOf(
  types: Readonly<Record<string, string>>,
  taken: readonly string[] = ['dt'],
): AthenaColumn[] {
  return columnNames(Object.keys(types), taken).map(({ attribute, column }) => ({
    attribute,
    column,
    type: parseColumnType(types[attribute] ?? '', attribute),
  }));
}

export const byDay: AthenaPartition = {
  column: 'dt',
  attribute: 'placedAt',
  unit: 'iso',
  timeZone: 'UTC',
  days: { first: '2026-01-31', last: '2026-11-20' },
  exportedOn: '2026-11-21',
  unplaced: false,
};

export const orders: AthenaTable = {
  name: 'order',
  database: 'raw',
  format: 'openx',
  location: 's3://bucket/raw/order/',
  columns: columnsOf({
    orderId: 'string',
    total: 'bigint',
    price: 'decimal(18,2)',
    date: 'string',
    placedAt: 'string',
    tags: 'array<string>',
    address: 'struct<city:string,postalCode:string,order:bigint>',
    photo: 'binary',
  }),
  partition: byDay,
};
