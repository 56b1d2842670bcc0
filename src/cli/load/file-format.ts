import { exactJson } from '../../transfer/exact-json.ts';
import { textLines, texts } from '../../transfer/text-lines.ts';
import { isLetter } from './letter.ts';
import type { Input } from './open-input.ts';

/** `stored`: one stored item on each line, in DynamoDB JSON, as exports and dead-letter files have it. */
export type FileFormat = 'stored' | 'json-lines' | 'csv';

/**
 * Told by the file's name, and by its first line.
 *
 * @throws when it is a JSON array, or has no lines.
 */
export async function fileFormat(input: Input): Promise<FileFormat> {
  if (/\.csv(?:\.gz)?$/i.test(input.path)) return 'csv';
  // Asked before there is a line: an array is often a single one, and as long as the file.
  const first = await firstCharacter(input);
  if (first === '[') {
    throw new Error(`The file ${input.path} is a JSON array; there has to be one object on each line.`);
  }
  if (first !== '{') return 'csv';
  for await (const line of textLines(input.read())) return isStored(line) ? 'stored' : 'json-lines';
  throw empty(input);
}

async function firstCharacter(input: Input): Promise<string | undefined> {
  for await (const text of texts(input.read())) {
    const start = text.trimStart();
    if (start !== '') return start[0];
  }
  throw empty(input);
}

function empty(input: Input): Error {
  return new Error(`The file ${input.path} is empty.`);
}

function isStored(line: string): boolean {
  try {
    const value = exactJson(line) as { Item?: object };
    if (value.Item === undefined || isLetter(value)) return isLetter(value);
    const values: unknown[] = Object.values(value.Item);
    return values.length > 0 && values.every((one) => /^\{"[A-Z]{1,4}":/.test(JSON.stringify(one) ?? ''));
  } catch {
    return false;
  }
}
