import type { SchemaElement } from 'hyparquet';
import type { ColumnType } from '../../export/column-type.ts';
import { MISFITS_COLUMN, type ParquetColumn } from './parquet-column.ts';

/** Digits that 64 bits hold, whatever they are (Parquet format: LogicalTypes, DECIMAL). */
const INT64_PRECISION = 18;
/** Bytes that hold 38 digits and a sign. */
const DECIMAL_BYTES = 16;

/** The schema of a file with these columns: every column, member and field may be null. */
export function parquetSchema(columns: readonly ParquetColumn[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length + 1 },
    ...columns.flatMap(({ column, type }) => elements(column, type)),
    ...elements(MISFITS_COLUMN, { kind: 'string' }),
  ];
}

/** A type in depth-first order, as Parquet lists it. */
function elements(name: string, type: ColumnType): SchemaElement[] {
  const element = { name, repetition_type: 'OPTIONAL' } as const;
  switch (type.kind) {
    case 'boolean':
      return [{ ...element, type: 'BOOLEAN' }];
    case 'bigint':
      return [{ ...element, type: 'INT64' }];
    case 'double':
      return [{ ...element, type: 'DOUBLE' }];
    case 'binary':
      return [{ ...element, type: 'BYTE_ARRAY' }];
    case 'string':
    case 'json':
      // JSON, too: Athena has no other type for it, and every reader knows text.
      return [{ ...element, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }];
    case 'decimal':
      return [{ ...element, ...decimal(type.precision, type.scale) }];
    case 'array':
      return [
        { ...element, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elements('element', type.element),
      ];
    case 'struct':
      return [
        { ...element, num_children: type.fields.length },
        ...type.fields.flatMap((field) => elements(field.name, field.type)),
      ];
  }
}

function decimal(precision: number, scale: number): Omit<SchemaElement, 'name'> {
  const decimalType = {
    converted_type: 'DECIMAL',
    logical_type: { type: 'DECIMAL', precision, scale },
    precision,
    scale,
  } as const;
  return precision <= INT64_PRECISION
    ? { ...decimalType, type: 'INT64' }
    : { ...decimalType, type: 'FIXED_LEN_BYTE_ARRAY', type_length: DECIMAL_BYTES };
}
