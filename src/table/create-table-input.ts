import type { IndexModel, KeyAttribute, KeyType, Table } from './table.ts';

interface AttributeDefinition {
  AttributeName: string;
  AttributeType: 'S' | 'N' | 'B';
}

interface KeySchemaElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

interface SecondaryIndex {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
}

/** What CreateTable needs for a declared table. */
export interface CreateTableInput {
  TableName: string;
  BillingMode: 'PAY_PER_REQUEST';
  AttributeDefinitions: AttributeDefinition[];
  KeySchema: KeySchemaElement[];
  GlobalSecondaryIndexes?: SecondaryIndex[];
  LocalSecondaryIndexes?: SecondaryIndex[];
}

const TYPES: Readonly<Record<KeyType, 'S' | 'N' | 'B'>> = { string: 'S', number: 'N', binary: 'B' };

/**
 * The CreateTable input of a declared table, billed per request. Time to live is switched on by another command, which
 * `ensureTable` sends.
 *
 * @param tableName default: the declared name
 * @example
 * ```ts
 * import { createTableInput, defineTable } from 'monotable';
 *
 * createTableInput(defineTable({ name: 'shop' })).KeySchema;
 * // [{ AttributeName: 'PK', KeyType: 'HASH' }, { AttributeName: 'SK', KeyType: 'RANGE' }]
 * ```
 */
export function createTableInput(table: Table, tableName: string = table.name): CreateTableInput {
  const attributes = new Map<string, AttributeDefinition>();
  for (const index of [table.primary, ...table.indexes]) {
    for (const { name, type } of keyAttributes(index)) {
      attributes.set(name, { AttributeName: name, AttributeType: TYPES[type] });
    }
  }
  const globals = table.indexes.filter((index) => index.scope === 'global').map(secondaryIndex);
  const locals = table.indexes.filter((index) => index.scope === 'local').map(secondaryIndex);
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes.values()],
    KeySchema: keySchema(table.primary),
    ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
  };
}

function secondaryIndex(index: IndexModel): SecondaryIndex {
  const { projection } = index;
  return {
    IndexName: index.name ?? '',
    KeySchema: keySchema(index),
    Projection:
      projection === 'all'
        ? { ProjectionType: 'ALL' }
        : projection === 'keys'
          ? { ProjectionType: 'KEYS_ONLY' }
          : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projection] },
  };
}

function keySchema(index: IndexModel): KeySchemaElement[] {
  const element = (KeyType: 'HASH' | 'RANGE') => (attribute: KeyAttribute) => ({
    AttributeName: attribute.name,
    KeyType,
  });
  return [
    ...index.partition.attributes.map(element('HASH')),
    ...(index.sort?.attributes ?? []).map(element('RANGE')),
  ];
}

function keyAttributes(index: IndexModel): readonly KeyAttribute[] {
  return [...index.partition.attributes, ...(index.sort?.attributes ?? [])];
}
