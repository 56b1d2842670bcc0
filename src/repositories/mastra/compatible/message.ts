import { defineEntity } from '../../../operations/define-entity.ts';
import type { MessageItem } from '../items.ts';
import { compatibleTable, electroConstants } from './table.ts';

/** A message as ElectroDB writes it. */
export const CompatibleMessage = defineEntity<MessageItem>()({
  name: 'message',
  table: compatibleTable,
  constants: electroConstants('message'),
  keys: {
    pk: '$mastra#entity_message#id_{id:raw:lower}',
    sk: '$message_1#entity_message',
    gsi1pk: '$mastra#entity_message#threadid_{threadId:raw:lower}',
    gsi1sk: '$message_1#createdat_{createdAt:iso:lower}',
  },
  patterns: {
    ofThread: { index: 'gsi1' },
    all: { operation: 'scan' },
  },
});
