import pLimit from 'p-limit';
import type { Order } from './domain.ts';
import type { Loaded } from './loader.ts';

/** Puts in one BatchWriteItem. */
const CHUNK = 25;

/** What one writes around a library that has no load of its own. */
export async function loadInChunks(
  write: (orders: readonly Order[]) => Promise<number | undefined>,
  orders: Iterable<Order>,
  inFlight: number,
): Promise<Loaded> {
  const all = [...orders];
  const chunks = Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, n) =>
    all.slice(n * CHUNK, (n + 1) * CHUNK),
  );
  const limit = pLimit(inFlight);
  const left = await Promise.all(chunks.map((chunk) => limit(() => write(chunk))));
  return {
    left: left.reduce((sum, one) => (one === undefined || sum === undefined ? undefined : sum + one), 0),
  };
}
