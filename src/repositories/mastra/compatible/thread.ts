import { defineEntity } from '../../../operations/define-entity.ts';
import type { ThreadItem } from '../items.ts';
import { compatibleTable, electroConstants } from './table.ts';

/** A thread as ElectroDB writes it: `$mastra#entity_thread#id_t-1`. */
export const CompatibleThread = defineEntity<ThreadItem>()({
  name: 'thread',
  table: compatibleTable,
  constants: electroConstants('thread'),
  keys: {
    pk: '$mastra#entity_thread#id_{id:raw:lower}',
    sk: '$thread_1#id_{id:raw:lower}',
    gsi1pk: '$mastra#entity_thread#resourceid_{resourceId:raw:lower}',
    gsi1sk: '$thread_1#createdat_{createdAt:iso:lower}',
  },
  patterns: {
    ofResource: { index: 'gsi1' },
    all: { operation: 'scan' },
  },
});
