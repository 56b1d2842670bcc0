import { defineEntity } from '../../../operations/define-entity.ts';
import type { MessageItem } from '../items.ts';
import { nativeTable } from './table.ts';

/** A message, in its thread's partition in the order of time. */
export const NativeMessage = defineEntity<MessageItem>()({
  name: 'Message',
  table: nativeTable,
  keys: {
    PK: 'THREAD#{threadId}',
    SK: 'MESSAGE#{createdAt:iso}#{id}',
    GSI1PK: 'RESOURCE#{resourceId}',
    GSI1SK: 'MESSAGE#{createdAt:iso}#{id}',
  },
  patterns: {
    ofThread: {},
    ofResource: { index: 'GSI1' },
    all: { operation: 'scan' },
  },
});
