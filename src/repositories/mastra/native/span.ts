import { defineEntity } from '../../../operations/define-entity.ts';
import type { SpanItem } from '../span-layout.ts';
import { nativeTable } from './table.ts';

/** A span, in its trace's partition. */
export const NativeSpan = defineEntity<SpanItem>()({
  name: 'Span',
  table: nativeTable,
  keys: { PK: 'TRACE#{traceId}', SK: 'SPAN#{spanId}' },
  patterns: { ofTrace: {}, all: { operation: 'scan' } },
});
