import { paginateScan } from '@aws-sdk/client-dynamodb';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { dynamodbJsonLine } from '../../../src/export/json-line.ts';
import { bulkLoad, type Connection, connect, defineEntity, ensureTable } from '../../../src/index.ts';
import { itemOfDynamodbJson } from '../../../src/transfer/dynamodb-json.ts';
import type { TestEngine } from '../../support/engines.ts';
import { activityTable } from '../activity-table.ts';

/** Every kind of value, one to an attribute. */
export interface Rich {
  id: string;
  readonly [more: string]: unknown;
}

export const Rich = defineEntity<Rich>()({
  name: 'Rich',
  table: activityTable,
  keys: { PK: 'RICH#{id}', SK: 'RICH', GSI1PK: 'RICH', GSI1SK: '{id}' },
  constants: { layout: 7 },
});

export interface Counted {
  id: string;
  total: number;
  version?: number | undefined;
  createdAt?: string;
  updatedAt?: string;
  expiresAt?: number;
}

/** With all that a put would make anew. */
export const Counted = defineEntity<Counted>()({
  name: 'Counted',
  table: activityTable,
  keys: { PK: 'COUNTED#{id}', SK: 'COUNTED' },
  stamps: true,
  version: 'version',
  expiry: { after: { days: 30 } },
});

const NINES = '9'.repeat(38);

/** Items whose values every format tells. */
export const richItems: readonly Rich[] = [
  {
    id: '山田#1',
    text: '注文𠮷 \u2028 "\\"',
    big: 9007199254740993n,
    decimal: NumberValue.from(`0.${NINES}`),
    whole: BigInt(NINES),
    yes: true,
    bytes: Uint8Array.of(0, 255, 128),
    texts: new Set(['b', '日本', '']),
    numbers: new Set<number | bigint | NumberValue>([
      9007199254740993n,
      2,
      NumberValue.from('1.2345678901234567'),
    ]),
    binaries: new Set([Uint8Array.of(1), Uint8Array.of(2, 3)]),
    list: ['a', { deep: [1.5, 'x'] }],
    map: { 名前: '太郎', count: 9007199254740993n, empty: {}, none: [] },
  },
  {
    id: 'empty',
    text: '',
    big: -1,
    decimal: 12.5,
    whole: 0,
    yes: false,
    bytes: new Uint8Array(),
    texts: new Set(['only']),
    numbers: new Set([0]),
    binaries: new Set([new Uint8Array([9])]),
    list: [],
    map: {},
  },
  { id: 'bare' },
];

/** A new table with nothing in it. */
export async function emptyDb(engine: TestEngine): Promise<Connection> {
  const db = connect({
    table: activityTable,
    tableName: engine.tableName('import'),
    client: engine.client(),
  });
  await ensureTable(db);
  return db;
}

export async function fill(db: Connection, puts: Parameters<typeof bulkLoad>[1]): Promise<void> {
  (await bulkLoad(db, puts)).throwIfIncomplete();
}

/** Every item of a table as the service has it, in an order of its own. */
export async function storedIn(engine: TestEngine, { tableName }: Connection): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { Items = [] } of paginateScan({ client: engine.client() }, { TableName: tableName })) {
    for (const item of Items) {
      // Members of sets have no order.
      const json = JSON.parse(JSON.stringify(item, bytesAsBase64));
      lines.push(dynamodbJsonLine(itemOfDynamodbJson(json)));
    }
  }
  return lines.sort();
}

function bytesAsBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const own = this[name];
  return own instanceof Uint8Array ? Buffer.from(own).toString('base64') : value;
}
