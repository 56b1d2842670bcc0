import { defineEntity } from '../../../operations/define-entity.ts';
import type { SpanItem } from '../span-layout.ts';
import { compatibleTable, electroConstants } from './table.ts';

/**
 * A span in the manner of the other entities. ElectroDB's store never wrote one, so ids keep their case here: two that differ in
 * nothing else are two spans.
 */
export const CompatibleSpan = defineEntity<SpanItem>()({
  name: 'span',
  table: compatibleTable,
  constants: electroConstants('span'),
  keys: {
    pk: '$mastra#entity_span#traceid_{traceId}',
    sk: '$span_1#spanid_{spanId}',
    gsi1pk: '$mastra#entity_span#roots_{traceId:shard8}',
    gsi1sk: '$span_1#startedat_{rootSince:iso}#{traceId}#{spanId}',
    gsi2pk: '$mastra#entity_span#branches_{spanId:shard8}',
    gsi2sk: '$span_1#startedat_{branchSince:iso}#{traceId}#{spanId}',
    gsi3pk: '$mastra#entity_span#failures_{spanId:shard8}',
    gsi3sk: '$span_1#traceid_{failedTrace}#{spanId}',
  },
  patterns: {
    ofTrace: {},
    roots: { index: 'gsi1' },
    branches: { index: 'gsi2' },
    failures: { index: 'gsi3' },
    all: { operation: 'scan' },
  },
});
