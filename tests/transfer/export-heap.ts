import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeItem } from '../../src/client/codec/encode.ts';
import type { DynamoClient } from '../../src/client/dispatch.ts';
import { connect } from '../../src/index.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { activityTable, NEW_YEAR } from './activity-table.ts';

// Exports as many items as it is told from a table that answers at once, and prints the most that was on the heap after a
// garbage collection, in megabytes. Needs `node --expose-gc`.

const PAGE_ITEMS = 2_000;
const LOOK_EVERY_PAGES = 5;
const MEGABYTE = 2 ** 20;
const [items = 0, format = 'json-lines'] = [Number(process.argv[2]), process.argv[3] as 'json-lines'];
const { gc } = globalThis;
if (gc === undefined) throw new Error('Run it with node --expose-gc.');

let page = 0;
let most = 0;
const client = {
  send: async () => {
    if (page % LOOK_EVERY_PAGES === 0) look();
    const first = page * PAGE_ITEMS;
    page += 1;
    const end = Math.min(first + PAGE_ITEMS, items);
    const Items = Array.from({ length: end - first }, (_, place) =>
      encodeItem(itemOf(first + place), 'Item'),
    );
    const key = { PK: { S: `USER#${end}` }, SK: { S: 'A' } };
    return { Items, ConsumedCapacity: { CapacityUnits: 128 }, ...(end < items && { LastEvaluatedKey: key }) };
  },
  config: {},
} as unknown as DynamoClient;

function itemOf(place: number): Record<string, unknown> {
  return {
    PK: `USER#${place}`,
    SK: 'A',
    EntityType: 'Activity',
    userId: `u${place}`,
    createdAt: NEW_YEAR + (place % 30) * 86_400,
    activityType: 'login',
    metadata: { text: `${place}`.repeat(30) },
  };
}

function look(): void {
  gc?.();
  most = Math.max(most, process.memoryUsage().heapUsed / MEGABYTE);
}

const folder = mkdtempSync(join(tmpdir(), 'monotable-heap-'));
const { manifest } = await exportTable(connect({ table: activityTable, client }), {
  ...{ to: join(folder, 'out'), format, from: { segments: 1 }, fileBytes: 2 ** 20 },
  partitions: { Activity: { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } },
  onProgress: ({ phase }) => phase === 'writing' && look(),
});
rmSync(folder, { recursive: true, force: true });
if (manifest?.rows !== items) throw new Error(`${manifest?.rows} of ${items} rows were exported.`);
console.log(most.toFixed(1));
