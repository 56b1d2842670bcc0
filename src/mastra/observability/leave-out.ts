import { SPAN_JSON, type SpanItem } from '../../repositories/mastra/span-layout.ts';
import type { Warner } from '../warner.ts';
import type { SpanKey } from './read-trace.ts';

/**
 * A span's fields with a note in the place of the longest, which is told to `logger`; `undefined` where none is long.
 *
 * An error would reach whoever sent the batch, and Mastra's exporter then sends all of it again, and drops it in the end: a
 * thousand spans for one picture. Mastra itself cuts long texts of spans before it stores them.
 */
export function leaveOutLongest<F extends Partial<SpanItem> & SpanKey>(
  fields: F,
  logger: Warner,
): F | undefined {
  let longest: (typeof SPAN_JSON)[number] | undefined;
  let bytes = 0;
  for (const name of SPAN_JSON) {
    const packed = fields[name];
    // What is short enough to be text cannot be what makes a span too large.
    if (packed === null || typeof packed !== 'object' || packed.length <= bytes) continue;
    longest = name;
    bytes = packed.length;
  }
  if (longest === undefined) return undefined;
  const reason = `${bytes} bytes, compressed, made the span larger than the 400 KB of an item`;
  logger.warn(`Span ${fields.spanId} of trace ${fields.traceId}: ${longest} left out: ${reason}.`);
  return { ...fields, [longest]: JSON.stringify({ leftOut: reason }) };
}
