import { bulkLoad, connect, type DynamoClient } from '../../../src/index.ts';
import { Order, shop } from '../columns/shopEntities.ts';
import type * as domain from '../domain.ts';
import type { Loaded } from '../loader.ts';

function* putsOf(orders: Iterable<domain.Order>) {
  for (const order of orders) yield Order.put(order);
}

/** Loads with what the client sends. */
export async function bulkLoadOver(
  client: DynamoClient,
  orders: Iterable<domain.Order>,
  inFlight: number,
): Promise<Loaded> {
  const report = await bulkLoad(connect({ table: shop, client }), putsOf(orders), { concurrency: inFlight });
  report.throwIfIncomplete();
  return { left: report.read - report.written };
}
