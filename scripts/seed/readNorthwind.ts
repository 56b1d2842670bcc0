import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { CsvRow } from '../../src/repositories/commerce/index.ts';

/** Without these there is no shop; categories, shippers and suppliers only give names. */
const NEEDED = ['customers', 'orders', 'order-details', 'products'] as const;

/**
 * Reads every CSV file of a folder, by name without `.csv`.
 *
 * @throws when a file that the shop needs is missing, or a row has more or fewer fields than the header.
 */
export async function readNorthwind(folder: string): Promise<Record<string, CsvRow[]>> {
  const names = (await filesIn(folder)).filter((name) => name.endsWith('.csv'));
  const files: Record<string, CsvRow[]> = {};
  for (const name of names) {
    files[name.slice(0, -'.csv'.length)] = rowsOf(await readFile(join(folder, name), 'utf8'), name);
  }
  const missing = NEEDED.filter((name) => files[name] === undefined);
  if (missing.length > 0) {
    throw new Error(`The folder ${folder} has no ${missing.map((name) => `${name}.csv`).join(', ')}.`);
  }
  return files;
}

/** The rows of a CSV text, by the columns of its first line. */
export function rowsOf(text: string, name: string): CsvRow[] {
  const [columns = [], ...rows] = parse(text, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return rows.map((fields, place) => {
    const whole = fields.length > columns.length ? rejoined(fields) : fields;
    if (whole.length !== columns.length) {
      throw new Error(`${name}, row ${place + 1}: ${fields.length} fields under ${columns.length} columns.`);
    }
    return Object.fromEntries(columns.map((column, index) => [column, whole[index] ?? '']));
  });
}

/** The common copies of Northwind do not quote texts with a comma: `Rua do Paço, 67` comes as two fields. */
function rejoined(fields: readonly string[]): string[] {
  const whole: string[] = [];
  for (const field of fields) {
    if (field.startsWith(' ') && whole.length > 0) whole.push(`${whole.pop()},${field}`);
    else whole.push(field);
  }
  return whole;
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new Error(`The folder ${folder} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
