import type { CreateSpanRecord, SpanRecord, UpdateSpanArgs } from '@mastra/core/storage';
import { ValueError } from '../../errors.ts';
import { SPAN_JSON, SPAN_TEXTS, type SpanItem } from '../../repositories/mastra/span-layout.ts';
import type { MastraDatabase } from '../database.ts';
import { instant } from '../instant.ts';
import { getTtlProps } from '../ttl.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { failureMarker, placeMarkers } from './span-markers.ts';

const PLAIN = ['traceId', 'spanId', 'name', 'spanType', 'isEvent', 'tags', ...SPAN_TEXTS] as const;

/**
 * The fields of a span, or some of them, as they are stored. What is not given is not there.
 *
 * @throws ValueError for what has no JSON, and for what is no time.
 */
export async function storedFields(fields: UpdateSpanArgs['updates']): Promise<Partial<SpanItem>> {
  const { startedAt, endedAt } = fields;
  const given = fields as Record<string, unknown>;
  const stored: Record<string, unknown> = {};
  for (const name of PLAIN) if (given[name] !== undefined) stored[name] = given[name];
  for (const name of SPAN_JSON) {
    const packed = await packJson(given[name], `its ${name}`);
    if (packed !== undefined) stored[name] = packed;
  }
  if (startedAt !== undefined) stored.startedAt = time('startedAt', startedAt);
  if (endedAt !== undefined) stored.endedAt = endedAt && time('endedAt', endedAt);
  return stored;
}

/** A span without a beginning would have no place in a trace, and in no list of them. */
function time(name: string, value: Date | string | null): string {
  if (value === null) throw new ValueError(`its ${name} is null, and no time`);
  return instant(value, `its ${name}`);
}

/**
 * A new span as it is stored.
 *
 * @throws ValueError for one without `startedAt` as well.
 */
export async function spanItem(database: MastraDatabase, span: CreateSpanRecord): Promise<SpanItem> {
  const now = database.now();
  const at = now.toISOString();
  // Mastra's record has all that an item needs.
  const stored = (await storedFields(span)) as SpanItem;
  if (stored.startedAt === undefined) throw new ValueError('it has no startedAt');
  return {
    ...stored,
    ...placeMarkers(stored),
    failedTrace: failureMarker(span.traceId, stored.error),
    createdAt: at,
    updatedAt: at,
    ...getTtlProps('trace', database.ttl, undefined, now),
  };
}

/** A stored span, or those of its attributes that were read, as Mastra has it. */
export async function spanOf(item: Partial<SpanItem>): Promise<SpanRecord> {
  const { startedAt, endedAt, createdAt, updatedAt } = item;
  const span: Record<string, unknown> = {};
  for (const name of PLAIN) if (item[name] !== undefined) span[name] = item[name];
  for (const name of SPAN_JSON) if (item[name] !== undefined) span[name] = await unpackJson(item[name]);
  for (const [name, time] of Object.entries({ startedAt, endedAt, createdAt, updatedAt }))
    if (time !== undefined) span[name] = time && new Date(time);
  return span as SpanRecord;
}
