import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

const FILE = fileURLToPath(new URL('../../../shared/data/mastra/electrodb-items.json', import.meta.url));

export type StoredItem = Record<string, AttributeValue>;

interface Run {
  readonly items?: readonly StoredItem[];
}

const present = existsSync(FILE);

/** By name, the runs of Mastra's own store whose items were kept; without the file one that is empty. */
export const electrodbRuns: Readonly<Record<string, readonly StoredItem[]>> = present
  ? Object.fromEntries(
      Object.entries(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Run>).flatMap(
        ([name, { items }]) => (items === undefined ? [] : [[name, items]]),
      ),
    )
  : { absent: [] };

/** `describe`, or a skipped one where the file is not there. */
export const describeItems = present ? describe : describe.skip;

if (!present) console.warn(`${FILE} is absent: the items of Mastra's own store are not compared.`);
