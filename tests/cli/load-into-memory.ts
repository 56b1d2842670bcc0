import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTableInput } from '../../src/index.ts';
import { type OrderItem, shop } from '../../src/repositories/commerce/index.ts';
import { answer, type MemoryTables, memoryTables, startScriptedServer } from '../../src/testing/index.ts';
import { type LoadedHere, type LoadHereOptions, loadHere } from './load-here.ts';

/** A shop in memory, a folder of files, and the command to load one into the other. */
export interface LoadWorld {
  readonly endpoint: string;
  path(name: string): string;
  file(name: string, content: string): string;
  load(path: string, options?: Omit<LoadHereOptions, 'endpoint'>): Promise<LoadedHere>;
  items(): ReturnType<MemoryTables['items']>;
  stop(): Promise<void>;
}

export async function loadIntoMemory(): Promise<LoadWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'monotable-load-'));
  const tables = memoryTables(createTableInput(shop));
  const server = await startScriptedServer({ upstream: tables });
  const { endpoint } = server.settings;
  // What `ensureTable` asks.
  server.script('DescribeTable', answer({ Table: { ...createTableInput(shop), TableStatus: 'ACTIVE' } }));
  const timeToLive = { TimeToLiveStatus: 'ENABLED', AttributeName: shop.ttl };
  server.script('DescribeTimeToLive', answer({ TimeToLiveDescription: timeToLive }));
  const path = (name: string) => join(folder, name);
  return {
    endpoint,
    path,
    file: (name, content) => {
      writeFileSync(path(name), content);
      return path(name);
    },
    load: (input, options = {}) => loadHere(input, { endpoint, ...options }),
    items: () => tables.items('shop'),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** A line of an order; 0 is one that cannot be loaded. */
export function orderItem(n: number): OrderItem {
  const item = { orderId: n === 0 ? '' : `o${n}`, line: 1, productId: 'p1', name: 'Chai' };
  return { ...item, unitPriceCents: n, quantity: 1, discountPercent: 0 };
}
