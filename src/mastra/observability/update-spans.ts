import { ErrorCategory, ErrorDomain, MastraError } from '@mastra/core/error';
import type { UpdateSpanArgs } from '@mastra/core/storage';
import { ConditionFailed, NotFound, RequestError, ValueError } from '../../errors.ts';
import { and, type Condition } from '../../expressions/condition.ts';
import { missing } from '../../expressions/operators.ts';
import type { SpanItem } from '../../repositories/mastra/span-layout.ts';
import { send } from '../../repositories/send.ts';
import { sideBySide } from '../../repositories/side-by-side.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { isItemTooLarge } from '../item-too-large.ts';
import { liveCondition } from '../live-condition.ts';
import { getTtlProps, hasExpired } from '../ttl.ts';
import type { Warner } from '../warner.ts';
import { leaveOutLongest } from './leave-out.ts';
import type { SpanKey } from './read-trace.ts';
import { failureMarker, type Markers, PLACE, placeMarkers } from './span-markers.ts';
import { storedFields } from './span-record.ts';

/** What is to be changed of a span. `undefined` stays as it is, `null` is stored. */
export type SpanChange = Readonly<UpdateSpanArgs>;

type SpanCondition = Condition<SpanItem>;

/**
 * Changes many spans, with a request for each: DynamoDB has no updates in batches. Changes of one span become one. A span that
 * is not there keeps none of the others back, and a field that would make its span larger than 400 KB, though it is compressed,
 * is left out with a warning.
 *
 * @throws the first of their errors, when the others are changed; at once what the service says of none of them alone.
 */
export async function updateSpans(
  database: MastraDatabase,
  changes: readonly SpanChange[],
  logger: Warner,
): Promise<void> {
  const merged = new Map<string, SpanChange>();
  for (const change of changes) {
    const id = JSON.stringify([change.traceId, change.spanId]);
    const given = Object.entries(change.updates).filter(([, value]) => value !== undefined);
    merged.set(id, { ...change, updates: { ...merged.get(id)?.updates, ...Object.fromEntries(given) } });
  }
  const errors = await sideBySide([...merged.values()], {}, (change) =>
    updateSpan(database, change, logger).then(
      () => undefined,
      (error: unknown) => {
        if (isOfService(error)) throw error;
        return error;
      },
    ),
  );
  const first = errors.find((error) => error !== undefined);
  if (first !== undefined) throw first;
}

/** Missing rights, a missing table, no answer: the next span would fare no better. */
function isOfService(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error;
}

/**
 * Changes a span without reading it, unless its place in the tree changes and is not given in full.
 *
 * @param logger is told of fields that were left out of too large a span. Without it the change is refused.
 */
export async function updateSpan(
  database: MastraDatabase,
  change: SpanChange,
  logger?: Warner,
): Promise<void> {
  const { traceId, spanId } = change;
  let fields: StoredChange | undefined = { ...(await fieldsOf(change)), traceId, spanId };
  for (;;) {
    try {
      return await changeStored(database, fields);
    } catch (error) {
      if (!isItemTooLarge(error)) throw error;
      fields = logger && leaveOutLongest(fields, logger);
      if (fields === undefined) throw tooLarge(change, error);
    }
  }
}

async function fieldsOf({ traceId, spanId, updates }: SpanChange): Promise<Partial<SpanItem>> {
  try {
    return await storedFields(updates);
  } catch (cause) {
    if (!(cause instanceof ValueError)) throw cause;
    throw new ValueError(`The span ${spanId} of trace ${traceId} cannot be changed: ${cause.message}`, {
      cause,
    });
  }
}

type StoredChange = Partial<SpanItem> & SpanKey;

async function changeStored(database: MastraDatabase, fields: StoredChange): Promise<void> {
  const { traceId, spanId } = fields;
  const moved = PLACE.filter((name) => fields[name] !== undefined).length;
  if (moved === 0) return write(database, fields, {});
  // With all three it is a whole place.
  if (moved === PLACE.length) return write(database, fields, placeMarkers(fields as SpanItem));
  return changeUntilKept(async () => {
    const { span } = database.layout;
    const get = span.get({ traceId, spanId }, { consistent: true, select: [...PLACE] });
    const found = await send(database.connection, get);
    if (found === undefined) throw notFound(fields);
    const { startedAt, spanType, parentSpanId } = found;
    const asFound: SpanCondition =
      parentSpanId === null
        ? { startedAt, spanType, parentSpanId: null }
        : { startedAt, spanType, parentSpanId: parentSpanId ?? missing() };
    await write(database, fields, placeMarkers({ ...found, ...fields }), asFound);
  });
}

async function write(
  database: MastraDatabase,
  { traceId, spanId, ...fields }: StoredChange,
  place: Markers,
  asFound: SpanCondition = {},
): Promise<void> {
  const { connection, layout, ttl } = database;
  const now = database.now();
  const markers: Markers = {
    ...place,
    ...(fields.error !== undefined && { failedTrace: failureMarker(traceId, fields.error) }),
  };
  const patch = {
    set: {
      ...fields,
      ...markers,
      updatedAt: now.toISOString(),
      ...getTtlProps('trace', ttl, undefined, now),
    },
    remove: MARKERS.filter((name) => name in markers && markers[name] === undefined),
  };
  // A span whose time is over is gone, though DynamoDB has not deleted it yet, and is not brought back by a change.
  const condition = and<SpanItem>(asFound, liveCondition(database, 'trace'));
  const options = { if: condition, return: 'none', now } as const;
  try {
    await send(connection, layout.span.update({ traceId, spanId }, patch, options));
  } catch (error) {
    if (error instanceof NotFound) throw notFound({ traceId, spanId });
    if (error instanceof ConditionFailed && hasExpired('trace', ttl, error.item ?? {}, now))
      throw notFound({ traceId, spanId });
    throw error;
  }
}

const MARKERS = ['rootSince', 'branchSince', 'failedTrace'] as const;

/** The same error as that of Mastra's store in memory, which does not say which span it is. */
function notFound({ traceId, spanId }: SpanKey): MastraError {
  return new MastraError({
    id: 'OBSERVABILITY_UPDATE_SPAN_NOT_FOUND',
    domain: ErrorDomain.MASTRA_OBSERVABILITY,
    category: ErrorCategory.SYSTEM,
    text: `Span not found for update: span ${spanId} of trace ${traceId}`,
    details: { traceId, spanId },
  });
}

function tooLarge({ traceId, spanId }: SpanKey, cause: unknown): RequestError {
  return new RequestError(
    `The span ${spanId} of trace ${traceId} cannot be changed: with its new fields it would have over 400 KB, though long ones are compressed.`,
    { cause },
  );
}
