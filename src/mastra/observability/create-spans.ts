import { ErrorCategory, ErrorDomain, MastraError } from '@mastra/core/error';
import type { CreateSpanRecord } from '@mastra/core/storage';
import { bulkLoad } from '../../batch/bulk-load.ts';
import { RequestError, shown } from '../../errors.ts';
import { isTooLarge } from '../../expressions/item-size.ts';
import type { SpanItem } from '../../repositories/mastra/span-layout.ts';
import type { MastraDatabase } from '../database.ts';
import type { Warner } from '../warner.ts';
import { leaveOutLongest } from './leave-out.ts';
import { spanItem } from './span-record.ts';

/**
 * Writes spans, new or not, 25 in a request. Of two for one span the later one is written. A span that cannot be stored keeps
 * none of the others back.
 *
 * @param logger is told of a field that was left out because the span has over 400 KB, though long fields are compressed. Without
 * it such a span cannot be stored.
 * @throws LoadIncomplete when the others are written, with the first that failed.
 */
export async function createSpans(
  database: MastraDatabase,
  spans: readonly CreateSpanRecord[],
  logger?: Warner,
): Promise<void> {
  const latest = new Map<string, CreateSpanRecord>();
  for (const span of spans) {
    checkIds(span);
    latest.set(JSON.stringify([span.traceId, span.spanId]), span);
  }
  if (latest.size === 0) return;
  const report = await bulkLoad(database.connection, puts(database, latest.values(), logger));
  report.throwIfIncomplete();
}

async function* puts(
  database: MastraDatabase,
  spans: Iterable<CreateSpanRecord>,
  logger: Warner | undefined,
) {
  const { layout } = database;
  for (const span of spans) {
    try {
      let item: SpanItem | undefined = await spanItem(database, span);
      let put = layout.span.put(item);
      while (item !== undefined && logger !== undefined && isTooLarge(put.input.Item)) {
        item = leaveOutLongest(item, logger);
        if (item !== undefined) put = layout.span.put(item);
      }
      yield put;
    } catch (error) {
      yield unstorable(span, error);
    }
  }
}

function unstorable({ traceId, spanId }: Pick<SpanItem, 'traceId' | 'spanId'>, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`The span ${spanId} of trace ${traceId} cannot be stored: ${reason}`, { cause });
}

/** The same errors as those of Mastra's store in memory, where that has one. */
function checkIds(span: CreateSpanRecord): void {
  if (typeof span !== 'object' || span === null)
    throw new RequestError(`A span is an object, not ${shown(span)}.`);
  const { traceId, spanId } = span;
  if (!spanId) throw idRequired('OBSERVABILITY_SPAN_ID_REQUIRED', 'Span ID');
  if (!traceId) throw idRequired('OBSERVABILITY_TRACE_ID_REQUIRED', 'Trace ID');
}

function idRequired(id: Uppercase<string>, name: string): MastraError {
  return new MastraError({
    id,
    domain: ErrorDomain.MASTRA_OBSERVABILITY,
    category: ErrorCategory.SYSTEM,
    text: `${name} is required for creating a span`,
  });
}
