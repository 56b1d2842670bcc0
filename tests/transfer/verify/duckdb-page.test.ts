import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { NativeItem } from '../../../src/operations/operation.ts';
import { smallExport } from './small-exports.ts';

const page = readFileSync(join(process.cwd(), 'docs/export-duckdb.md'), 'utf8');
/** Statements, and what the page says of their answers. */
const statements = [...page.matchAll(/```sql\n([\s\S]*?)```\n(?:\n```text\n([\s\S]*?)```)?/g)].map(
  ([, sql = '', answer]) => ({ sql, answer: answer?.trim() }),
);

const at = (time: string) => Date.parse(`${time}+09:00`) / 1000;
const user = 9007199254740993n;
const activities: NativeItem[] = [
  {
    userId: user,
    activityType: 'purchase',
    createdAt: at('2026-01-31T09:30:00'),
    amount: 1200.5,
    metadata: { page: '/cart' },
  },
  { userId: user, activityType: 'login', createdAt: at('2026-01-30T23:59:59'), metadata: { page: '/top' } },
  {
    ...{ userId: user, activityType: 'purchase', createdAt: at('2026-01-31T09:30:05') },
    amount: NumberValue.from('0.12345678901234567890'),
  },
  { userId: 8, activityType: 'login' },
  { userId: 7, activityType: 'login', createdAt: at('2026-01-31T00:00:00') },
];
const misfit = { userId: 7, activityType: 'login', createdAt: at('2026-01-31T00:00:00'), amount: 'free' };

let folder: string;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monotable-page-'));
  await write('export', { compression: 'gzip' }, activities);
  await write('export-parquet', { format: 'parquet' }, [...activities.slice(0, 4), misfit]);
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run(`SET file_search_path = '${folder}'`);
});
afterAll(async () => {
  duckdb.closeSync();
  await rm(folder, { recursive: true, force: true });
});

test('the statements of the page give the answers of the page, over JSON Lines', async () => {
  expect(await answers(statements.slice(0, 3))).toEqual(statements.slice(0, 3).map(({ answer }) => answer));
});

test('and over Parquet', async () => {
  const questions = statements.slice(1, 3);
  const [view, misfits] = statements.slice(3);
  const asked = [view, ...questions, misfits].filter((each) => each !== undefined);
  expect(asked).toHaveLength(4);
  const found = await answers(asked);
  expect(found.map(lowerNames)).toEqual(asked.map(({ answer }) => lowerNames(answer)));
});

/** The names of columns are those of the attributes in one format only. */
function lowerNames(answer: string | undefined): string | undefined {
  return answer?.replace(/^.*/, (names) => names.toLowerCase());
}

async function write(
  to: string,
  format: { readonly compression?: 'gzip'; readonly format?: 'parquet' },
  items: readonly NativeItem[],
): Promise<void> {
  const { files } = await smallExport({
    ...format,
    entities: { Activity: items },
    partition: { attribute: 'createdAt', unit: 'seconds', timeZone: 'Asia/Tokyo' },
    declared: { Activity: { amount: 'decimal(38,20)', metadata: 'json' } },
  });
  for (const [path, bytes] of files) {
    const file = join(folder, to, path).replace(/jsonl$/, 'jsonl.gz');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** What each statement answers, as the page writes it; nothing for one that makes a view. */
async function answers(asked: readonly { readonly sql: string }[]): Promise<(string | undefined)[]> {
  const all: (string | undefined)[] = [];
  for (const { sql } of asked) {
    const answer = await duckdb.runAndReadAll(sql);
    const rows = answer.getRowsJson().map((row) => row.map((value) => String(value ?? 'NULL')));
    const lines = [answer.columnNames(), ...rows].map((row) => row.join(' | '));
    all.push(sql.startsWith('CREATE') ? undefined : lines.join('\n'));
  }
  return all;
}
