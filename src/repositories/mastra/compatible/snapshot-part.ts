import { defineEntity } from '../../../operations/define-entity.ts';
import type { SnapshotPartItem } from '../items.ts';
import { compatibleTable } from './table.ts';

/** A part of a large snapshot. ElectroDB knows no such item, so it is nowhere that ElectroDB looks, and keeps the case of ids. */
export const CompatibleSnapshotPart = defineEntity<SnapshotPartItem>()({
  name: 'workflow_snapshot_part',
  table: compatibleTable,
  keys: {
    pk: '$mastra#entity_workflow_snapshot_part#{workflow_name}#{run_id}',
    sk: '$workflow_snapshot_part_1#{generation}#{part:int4}',
  },
  patterns: {
    ofRun: {},
    all: { operation: 'scan' },
  },
});
