import { defineEntity } from '../../../operations/define-entity.ts';
import type { ResourceItem } from '../items.ts';
import { compatibleTable, electroConstants } from './table.ts';

/** A resource as ElectroDB writes it: `$mastra#entity_resource#id_user-7`. */
export const CompatibleResource = defineEntity<ResourceItem>()({
  name: 'resource',
  table: compatibleTable,
  constants: electroConstants('resource'),
  keys: {
    pk: '$mastra#entity_resource#id_{id:raw:lower}',
    sk: '$resource_1#entity_resource',
  },
  patterns: { all: { operation: 'scan' } },
  // An upsert keeps the time at which it was first written.
  stamps: { createdAt: 'createdAt' },
});
