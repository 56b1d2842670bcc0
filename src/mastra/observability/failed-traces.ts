import { exists } from '../../expressions/operators.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { MastraDatabase } from '../database.ts';
import { indexedItems } from '../indexed-items.ts';
import type { Warner } from '../warner.ts';
import { isLive, withExpiry } from './read-trace.ts';

/** The traces in which a span has an error; of one trace alone, whether it has. */
export async function failedTraces(
  database: MastraDatabase,
  logger: Warner,
  traceId: string | undefined,
): Promise<ReadonlySet<string>> {
  const { connection, layout } = database;
  const { span } = layout;
  const select = withExpiry(database, ['traceId']);
  const elsewhere = { filter: { failedTrace: exists() }, select };
  const failures =
    traceId === undefined
      ? indexedItems(database, logger, span.failures({}, { select }), () => span.all(elsewhere))
      : iterate(connection, span.ofTrace({ traceId }, { ...elsewhere, consistent: true }));
  const traces = new Set<string>();
  for await (const failure of failures) if (isLive(database, failure)) traces.add(failure.traceId);
  return traces;
}
