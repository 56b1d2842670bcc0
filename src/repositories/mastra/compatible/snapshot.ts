import { defineEntity } from '../../../operations/define-entity.ts';
import type { SnapshotItem } from '../items.ts';
import { compatibleTable, electroConstants } from './table.ts';

/** A run of a workflow as ElectroDB writes it: all runs of a workflow share a partition. */
export const CompatibleSnapshot = defineEntity<SnapshotItem>()({
  name: 'workflow_snapshot',
  table: compatibleTable,
  constants: electroConstants('workflow_snapshot'),
  keys: {
    pk: '$mastra#entity_workflow_snapshot#workflow_name_{workflow_name:raw:lower}',
    sk: '$workflow_snapshot_1#run_id_{run_id:raw:lower}',
    gsi2pk: '$mastra#entity_workflow_snapshot#run_id_{run_id:raw:lower}',
    gsi2sk: '$workflow_snapshot_1#workflow_name_{workflow_name:raw:lower}',
  },
  patterns: {
    ofWorkflow: {},
    ofRun: { index: 'gsi2' },
    all: { operation: 'scan' },
  },
});
