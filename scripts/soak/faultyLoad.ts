import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type BulkReport, bulkLoad, connect, createTableInput } from '../../src/index.ts';
import { OrderItem, shop } from '../../src/repositories/commerce/index.ts';
import { faulty, memoryTables, metered, startScriptedServer, unprocessed } from '../../src/testing/index.ts';
import { randomOf } from '../seed/random.ts';

/** What came of a load into a table that fails now and then. */
export interface FaultyLoad {
  readonly report: BulkReport;
  /** Items that should be there and are not, or are others. */
  readonly wrong: number;
  /** Items that should not be there. */
  readonly strange: number;
  readonly arrived: number;
}

export interface FaultyLoadOptions {
  readonly items: number;
  readonly writesPerSecond: number;
  readonly seed: number;
}

/**
 * Loads items over HTTP into a metered table in which requests fail before and after they are carried out, answers are lost,
 * and parts come back; one item in twenty is written again, soon after or long after. Compares what arrived.
 */
export async function faultyLoad({ items, writesPerSecond, seed }: FaultyLoadOptions): Promise<FaultyLoad> {
  const tables = memoryTables(createTableInput(shop));
  const server = await startScriptedServer({ upstream: tables });
  const partly = unprocessed({ share: 0.002, seed }, metered({ writesPerSecond }));
  server.script('BatchWriteItem', faulty({ failureShare: 0.01, lostAnswerShare: 0.01, seed }, partly));
  const client = new DynamoDBClient(server.settings);
  const { whole } = randomOf(seed);
  const model = new Map<string, number>();
  function* source() {
    for (let n = 0; n < items; n += 1) {
      const again = whole(0, 19) === 0;
      const orderId = `${again ? Math.max(0, n - whole(1, n % 2 === 0 ? 50 : items)) : n}`;
      model.set(orderId, n);
      const item = { orderId, line: 1, productId: 'p1', name: 'Chai', unitPriceCents: n };
      yield OrderItem.put({ ...item, quantity: 1, discountPercent: 0 });
    }
  }
  try {
    const report = await bulkLoad(connect({ table: shop, client }), source());
    const found = new Map(
      tables.items('shop').map((item) => [String(item.orderId?.S), Number(item.unitPriceCents?.N)]),
    );
    const wrong = [...model].filter(([orderId, n]) => found.get(orderId) !== n).length;
    const strange = [...found.keys()].filter((orderId) => !model.has(orderId)).length;
    return { report, wrong, strange, arrived: found.size };
  } finally {
    client.destroy();
    await server.stop();
  }
}
