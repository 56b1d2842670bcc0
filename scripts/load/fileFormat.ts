import { exactJson } from './exactJson.ts';
import type { Input } from './openInput.ts';
import { textLines } from './textLines.ts';

/** `stored`: one stored item on each line, in DynamoDB JSON, as exports and dead-letter files have it. */
export type FileFormat = 'stored' | 'json-lines' | 'csv';

/**
 * Told by the file's name, and by its first line.
 *
 * @throws when it is a JSON array, or has no lines.
 */
export async function fileFormat(input: Input): Promise<FileFormat> {
  if (/\.csv(?:\.gz)?$/i.test(input.path)) return 'csv';
  for await (const line of textLines(input.read())) {
    if (line.trimStart().startsWith('[')) {
      throw new Error(`The file ${input.path} is a JSON array; there has to be one object on each line.`);
    }
    if (!line.trimStart().startsWith('{')) return 'csv';
    return isStored(line) ? 'stored' : 'json-lines';
  }
  throw new Error(`The file ${input.path} is empty.`);
}

function isStored(line: string): boolean {
  try {
    const { Item, Error: error } = exactJson(line) as { Item?: object; Error?: unknown };
    if (Item === undefined) return error !== undefined;
    const values: unknown[] = Object.values(Item);
    return values.length > 0 && values.every((value) => /^\{"[A-Z]{1,4}":/.test(JSON.stringify(value) ?? ''));
  } catch {
    return false;
  }
}
