import { defineEntity } from '../../../operations/define-entity.ts';
import type { SnapshotItem } from '../items.ts';
import { nativeTable } from './table.ts';

/** A run of a workflow, in a partition of its own; a workflow's runs are in the order of time in an index. */
export const NativeSnapshot = defineEntity<SnapshotItem>()({
  name: 'WorkflowSnapshot',
  table: nativeTable,
  keys: {
    PK: 'RUN#{run_id}',
    SK: 'WORKFLOW#{workflow_name}',
    GSI1PK: 'WORKFLOW#{workflow_name}',
    GSI1SK: 'RUN#{createdAt:iso}#{run_id}',
  },
  patterns: {
    ofWorkflow: { index: 'GSI1' },
    ofRun: {},
    all: { operation: 'scan' },
  },
});
