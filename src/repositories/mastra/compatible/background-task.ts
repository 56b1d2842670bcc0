import { defineEntity } from '../../../operations/define-entity.ts';
import type { BackgroundTaskItem } from '../items.ts';
import { compatibleTable, electroConstants } from './table.ts';

/** A background task as ElectroDB writes it, since version 1.0.4 of Mastra's store. */
export const CompatibleBackgroundTask = defineEntity<BackgroundTaskItem>()({
  name: 'background_task',
  table: compatibleTable,
  constants: electroConstants('background_task'),
  keys: {
    pk: '$mastra#entity_background_task#id_{id:raw:lower}',
    sk: '$background_task_1#entity_background_task',
    gsi1pk: '$mastra#entity_background_task#agentid_{agentId:raw:lower}',
    gsi1sk: '$background_task_1#createdat_{createdAt:iso:lower}',
    gsi2pk: '$mastra#entity_background_task#runid_{runId:raw:lower}',
    gsi2sk: '$background_task_1#createdat_{createdAt:iso:lower}',
    gsi3pk: '$mastra#entity_background_task#status_{status:raw:lower}',
    gsi3sk: '$background_task_1#createdat_{createdAt:iso:lower}',
  },
  patterns: {
    ofAgent: { index: 'gsi1' },
    ofRun: { index: 'gsi2' },
    withStatus: { index: 'gsi3' },
    all: { operation: 'scan' },
  },
});
