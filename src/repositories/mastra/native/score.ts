import { defineEntity } from '../../../operations/define-entity.ts';
import type { ScoreItem } from '../items.ts';
import { nativeTable } from './table.ts';

/** A score. One without a trace is not in the index of spans. */
export const NativeScore = defineEntity<ScoreItem>()({
  name: 'Score',
  table: nativeTable,
  keys: {
    PK: 'SCORE#{id}',
    SK: 'SCORE',
    GSI1PK: 'SCORER#{scorerId}',
    GSI1SK: 'SCORE#{createdAt:iso}#{id}',
    GSI2PK: 'RUN#{runId}',
    GSI2SK: 'SCORE#{createdAt:iso}#{id}',
    GSI3PK: 'ENTITY#{entityId}',
    GSI3SK: 'SCORE#{createdAt:iso}#{id}',
    GSI4PK: 'SPAN#{traceId}#{spanId}',
    GSI4SK: 'SCORE#{createdAt:iso}#{id}',
  },
  patterns: {
    ofScorer: { index: 'GSI1' },
    ofRun: { index: 'GSI2' },
    ofEntity: { index: 'GSI3' },
    ofSpan: { index: 'GSI4' },
    all: { operation: 'scan' },
  },
});
