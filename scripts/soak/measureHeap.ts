import type { DynamoClient } from '../../src/client/dispatch.ts';
import { bulkLoad, connect } from '../../src/index.ts';
import { OrderItem, shop } from '../../src/repositories/commerce/index.ts';

/** Items between two looks at the heap. */
const LOOK_EVERY = 10_000;
const MEGABYTE = 2 ** 20;

/** What a load took, for a table that answers at once. */
export interface HeapMeasure {
  readonly items: number;
  /** The most that was in use after a garbage collection, in megabytes. */
  readonly peakMegabytes: number;
  /** How much more it was in the last tenth than in the second one. */
  readonly growthMegabytes: number;
  readonly seconds: number;
}

/** Loads so many small items. Needs `node --expose-gc`. */
export async function measureHeap(items: number): Promise<HeapMeasure> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('Run it with node --expose-gc.');
  const client = { send: async () => ({}) } as unknown as DynamoClient;
  const started = Date.now();
  const looks: number[] = [];
  function* source() {
    for (let n = 0; n < items; n += 1) {
      if (n % LOOK_EVERY === 0) {
        gc?.();
        looks.push(process.memoryUsage().heapUsed / MEGABYTE);
      }
      const item = { orderId: `order-${n}`, line: 1, productId: 'p1', name: 'Chai', unitPriceCents: n };
      // One in fifty for an item that was written a moment ago.
      if (n % 50 === 0) item.orderId = `order-${Math.max(0, n - 100)}`;
      yield OrderItem.put({ ...item, quantity: 1, discountPercent: 0 });
    }
  }
  const report = await bulkLoad(connect({ table: shop, client }), source(), { onCheckpoint: () => {} });
  if (report.written !== items || !report.complete)
    throw new Error(`${report.written} of ${items} were written.`);
  const tenth = Math.ceil(looks.length / 10);
  // The first tenth compiles code.
  const growth = Math.min(...looks.slice(-tenth)) - Math.min(...looks.slice(tenth, 2 * tenth));
  const seconds = (Date.now() - started) / 1_000;
  return { items, peakMegabytes: Math.max(...looks), growthMegabytes: growth, seconds };
}

// As a program of its own, so that nothing else is on the heap.
const [, file = '', count] = process.argv;
if (file.endsWith('measureHeap.ts')) console.log(JSON.stringify(await measureHeap(Number(count))));
