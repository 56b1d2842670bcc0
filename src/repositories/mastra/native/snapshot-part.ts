import { defineEntity } from '../../../operations/define-entity.ts';
import type { SnapshotPartItem } from '../items.ts';
import { nativeTable } from './table.ts';

/** A part of a large snapshot, in the partition of its run. */
export const NativeSnapshotPart = defineEntity<SnapshotPartItem>()({
  name: 'WorkflowSnapshotPart',
  table: nativeTable,
  keys: {
    PK: 'RUN#{run_id}',
    SK: 'PART#{workflow_name}#{generation}#{part:int4}',
  },
  patterns: {
    ofRun: {},
    all: { operation: 'scan' },
  },
});
