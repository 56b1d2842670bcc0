import { defineEntity } from '../../../operations/define-entity.ts';
import type { BackgroundTaskItem } from '../items.ts';
import { nativeTable } from './table.ts';

/** A background task. */
export const NativeBackgroundTask = defineEntity<BackgroundTaskItem>()({
  name: 'BackgroundTask',
  table: nativeTable,
  keys: {
    PK: 'TASK#{id}',
    SK: 'TASK',
    GSI1PK: 'AGENT#{agentId}',
    GSI1SK: 'TASK#{createdAt:iso}#{id}',
    GSI2PK: 'RUN#{runId}',
    GSI2SK: 'TASK#{createdAt:iso}#{id}',
    GSI3PK: 'STATUS#{status}',
    GSI3SK: 'TASK#{createdAt:iso}#{id}',
  },
  patterns: {
    ofAgent: { index: 'GSI1' },
    ofRun: { index: 'GSI2' },
    withStatus: { index: 'GSI3' },
    all: { operation: 'scan' },
  },
});
