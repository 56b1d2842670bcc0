import { createTableInput } from '../../../src/index.ts';
import { delayed, faulty, memoryTables, metered, startScriptedServer } from '../../../src/testing/index.ts';
import { shop } from '../columns/shopEntities.ts';
import { TABLE } from '../domain.ts';

/** What a table saves up, in seconds' worth: next to nothing, so that all of a load is throttled. */
export const BURST_SECONDS = 0.1;

/** What the parent can ask. */
export type ThrottledQuestion = 'endpoint' | 'report';

/** What came to the server. */
export interface ThrottledReport {
  /** Every request, those that the SDK repeats included. */
  readonly requests: number;
  /** Items that lie in the table. */
  readonly arrived: number;
}

/** In a process of its own: a table in memory with so many write units a second, which fails now and then. */
export async function serveThrottled(writesPerSecond: number): Promise<void> {
  const tables = memoryTables(createTableInput(shop));
  const server = await startScriptedServer({ upstream: tables });
  const capacity = metered({ writesPerSecond, burstSeconds: BURST_SECONDS });
  server.script('BatchWriteItem', delayed(4, faulty({ failureShare: 0.01 }, capacity)));
  process.on('message', (question: ThrottledQuestion) => {
    const report = (): ThrottledReport => ({
      requests: server.requests('BatchWriteItem').length,
      arrived: tables.items(TABLE).length,
    });
    process.send?.(question === 'endpoint' ? server.settings.endpoint : report());
  });
}
