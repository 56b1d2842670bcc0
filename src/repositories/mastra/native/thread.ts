import { defineEntity } from '../../../operations/define-entity.ts';
import type { ThreadItem } from '../items.ts';
import { nativeTable } from './table.ts';

/** A thread, at the head of the partition that holds its messages. */
export const NativeThread = defineEntity<ThreadItem>()({
  name: 'Thread',
  table: nativeTable,
  keys: {
    PK: 'THREAD#{id}',
    SK: 'THREAD',
    GSI1PK: 'RESOURCE#{resourceId}',
    GSI1SK: 'THREAD#{createdAt:iso}#{id}',
  },
  patterns: {
    ofResource: { index: 'GSI1' },
    all: { operation: 'scan' },
  },
});
