import { defineEntity } from '../../../operations/define-entity.ts';
import type { ResourceItem } from '../items.ts';
import { nativeTable } from './table.ts';

/** A resource: its working memory. */
export const NativeResource = defineEntity<ResourceItem>()({
  name: 'Resource',
  table: nativeTable,
  keys: { PK: 'RESOURCE#{id}', SK: 'RESOURCE' },
  patterns: { all: { operation: 'scan' } },
  // An upsert keeps the time at which it was first written.
  stamps: { createdAt: 'createdAt' },
});
