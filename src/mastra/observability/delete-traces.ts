import { bulkLoad } from '../../batch/bulk-load.ts';
import { exists } from '../../expressions/operators.ts';
import type { PageOperation } from '../../operations/operation.ts';
import { interleave } from '../../repositories/interleave.ts';
import { iterate } from '../../repositories/iterate.ts';
import { linkedStop } from '../../repositories/linked-stop.ts';
import type { MastraDatabase } from '../database.ts';
import { isTtlEnabled } from '../ttl.ts';
import { isLive, type SpanKey, withExpiry } from './read-trace.ts';

/** Only what belongs to it is deleted. */
export interface DeleteScope {
  readonly organizationId?: string | undefined;
  readonly resourceId?: string | undefined;
}

/** Traces whose spans are being found at the same time. */
const TRACES_AT_ONCE = 8;
const KEY = ['traceId', 'spanId'] as const;

/**
 * Deletes the spans of traces, 25 in a request, while they are being found. A trace belongs to what its root span says, or its
 * first span where there is no root.
 */
export async function deleteTraces(
  database: MastraDatabase,
  traceIds: readonly string[],
  scope: DeleteScope,
): Promise<void> {
  const { stop } = linkedStop(undefined);
  const traces = [...new Set(traceIds)].map((traceId) => keysOf(database, traceId, scope, stop.signal));
  async function* deletes() {
    for await (const key of interleave(traces, TRACES_AT_ONCE, stop)) yield database.layout.span.delete(key);
  }
  (await bulkLoad(database.connection, deletes())).throwIfIncomplete();
}

async function* keysOf(
  database: MastraDatabase,
  traceId: string,
  scope: DeleteScope,
  abortSignal: AbortSignal,
): AsyncGenerator<SpanKey, void, undefined> {
  const { connection, layout } = database;
  if (!(await isWithin(database, traceId, scope, abortSignal))) return;
  const spans = layout.span.ofTrace({ traceId }, { consistent: true, select: KEY });
  yield* iterate(connection, spans, { abortSignal });
}

async function isWithin(
  database: MastraDatabase,
  traceId: string,
  { organizationId, resourceId }: DeleteScope,
  abortSignal: AbortSignal,
): Promise<boolean> {
  if (organizationId === undefined && resourceId === undefined) return true;
  const { connection, layout } = database;
  const select = withExpiry(database, ['organizationId', 'resourceId']);
  type Owned = { organizationId?: string | null | undefined; resourceId?: string | null | undefined };
  const first = async (query: PageOperation<Owned>) => {
    for await (const span of iterate(connection, query, { abortSignal }))
      if (isLive(database, span)) return span;
    return undefined;
  };
  const filter = { rootSince: exists() };
  // The first of all has perhaps expired.
  const few = isTtlEnabled('trace', database.ttl) ? {} : { limit: 1 };
  const owner =
    (await first(layout.span.ofTrace({ traceId }, { consistent: true, filter, select }))) ??
    (await first(layout.span.ofTrace({ traceId }, { consistent: true, ...few, select })));
  return (
    (organizationId === undefined || owner?.organizationId === organizationId) &&
    (resourceId === undefined || owner?.resourceId === resourceId)
  );
}
