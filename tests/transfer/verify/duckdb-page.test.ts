import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { NativeItem } from '../../../src/operations/operation.ts';
import { type SmallExport, smallExport } from './small-exports.ts';

const page = readFileSync(join(process.cwd(), 'docs/export-duckdb.md'), 'utf8');
/** Statements, and what the page says of their answers. */
const statements = [...page.matchAll(/```sql\n([\s\S]*?)```\n(?:\n```text\n([\s\S]*?)```)?/g)].map(
  ([, sql = '', answer]) => ({ sql, answer: answer?.trim() }),
);

/** What the page before this one writes into the table. */
const activities = [
  ...readFileSync(join(process.cwd(), 'docs/export.md'), 'utf8').matchAll(
    /Activity\.put\((\{[\s\S]*?\})\),/g,
  ),
].map(([, literal]) => new Function(`return ${literal}`)() as NativeItem);

let folder: string;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  // Inside the checkout, where programs find the installed packages.
  await mkdir('.cache', { recursive: true });
  folder = await mkdtemp(join(process.cwd(), '.cache', 'duckdb-page-'));
  await write('logs-export', {
    compression: 'gzip',
    declared: { Activity: { amount: 'decimal(18,3)' } },
  });
  await write('undeclared', { compression: 'gzip' });
  await write('logs-parquet', {
    format: 'parquet',
    declared: { Activity: { amount: 'decimal(18,2)', metadata: 'json' } },
  });
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run(`SET file_search_path = '${folder}'`);
});
afterAll(async () => {
  duckdb.closeSync();
  await rm(folder, { recursive: true, force: true });
});

test('the statements of the page give the answers of the page, over JSON Lines', async () => {
  expect(activities).toHaveLength(4);
  expect(await answers(statements.slice(0, 4))).toEqual(statements.slice(0, 4).map(({ answer }) => answer));
});

test('and over Parquet', async () => {
  const questions = statements.slice(1, 3);
  const [view, misfits] = statements.slice(4);
  const asked = [view, ...questions, misfits].filter((each) => each !== undefined);
  expect(asked).toHaveLength(4);
  const found = await answers(asked);
  expect(found.map(lowerNames)).toEqual(asked.map(({ answer }) => lowerNames(answer)));
});

test('the program of the page asks it, too', async () => {
  const [, program = ''] = /```js\n\/\/ query\.mjs\n([\s\S]*?)```/.exec(page) ?? [];
  await writeFile(join(folder, 'query.mjs'), program);
  await writeFile(join(folder, 'activity.sql'), statements[0]?.sql ?? '');
  const question = 'SELECT userId, count(*) AS activities FROM activity GROUP BY ALL ORDER BY ALL';
  const { stdout } = await promisify(execFile)(process.execPath, ['query.mjs', question], { cwd: folder });
  expect(stdout).toMatch(/userId +│ activities[\s\S]+'u1' +│ +'2'[\s\S]+'u2' +│ +'2'/);
});

test('a fraction without quotes is exact as text only, as the page says', async () => {
  const asked = (type: string) =>
    `SELECT amount::DECIMAL(38, 20)::VARCHAR FROM read_json('undeclared/**/*.jsonl*', format = 'newline_delimited', columns = {amount: '${type}'}) WHERE amount::DOUBLE > 1`;
  const read = async (type: string) =>
    String((await duckdb.runAndReadAll(asked(type))).getRowsJson().flat().join());
  const rounded = await read('DECIMAL(38, 20)');
  expect(await read('VARCHAR')).toBe('1200.50000000000000000000');
  expect(rounded).toBe('1200.50000000000007864320');
  expect(page).toContain(rounded);
});

/** The names of columns are those of the attributes in one format only. */
function lowerNames(answer: string | undefined): string | undefined {
  return answer?.replace(/^.*/, (names) => names.toLowerCase());
}

async function write(
  to: string,
  wanted: Pick<SmallExport, 'compression' | 'format' | 'declared'>,
): Promise<void> {
  const { files } = await smallExport({
    ...wanted,
    entities: { Activity: activities },
    partition: { attribute: 'createdAt', unit: 'seconds', timeZone: 'Asia/Tokyo' },
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
