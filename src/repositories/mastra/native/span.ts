import { defineEntity } from '../../../operations/define-entity.ts';
import type { SpanItem } from '../span-layout.ts';
import { nativeTable } from './table.ts';

/** A span, in its trace's partition; roots, beginnings of branches and failures are in sparse indexes, too. */
export const NativeSpan = defineEntity<SpanItem>()({
  name: 'Span',
  table: nativeTable,
  keys: {
    PK: 'TRACE#{traceId}',
    SK: 'SPAN#{spanId}',
    GSI1PK: 'ROOTS#{traceId:shard8}',
    GSI1SK: 'SPAN#{rootSince:iso}#{traceId}#{spanId}',
    GSI2PK: 'BRANCHES#{spanId:shard8}',
    GSI2SK: 'SPAN#{branchSince:iso}#{traceId}#{spanId}',
    GSI3PK: 'FAILURES#{spanId:shard8}',
    GSI3SK: 'SPAN#{failedTrace}#{spanId}',
  },
  patterns: {
    ofTrace: {},
    roots: { index: 'GSI1' },
    branches: { index: 'GSI2' },
    failures: { index: 'GSI3' },
    all: { operation: 'scan' },
  },
});
