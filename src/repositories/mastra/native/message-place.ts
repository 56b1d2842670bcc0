import { defineEntity } from '../../../operations/define-entity.ts';
import type { Expiring } from '../items.ts';
import { nativeTable } from './table.ts';

/** Where a message stands, for who knows its id alone. */
export interface MessagePlace extends Expiring {
  id: string;
  threadId: string;
  createdAt: string;
}

/**
 * Finds a message by its id, in a consistent read. It is written before its message and deleted after it, so a message always
 * has one; one without a message finds nothing.
 */
export const NativeMessagePlace = defineEntity<MessagePlace>()({
  name: 'MessagePlace',
  table: nativeTable,
  keys: { PK: 'MESSAGE#{id}', SK: 'PLACE' },
  patterns: { all: { operation: 'scan' } },
});
