import type { BatchWriteOperation } from '../../batch/write-units.ts';
import { assertStorableItem } from '../../expressions/storable.ts';
import { itemKey, writeIndexKeys } from '../../operations/item-key.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { checkOwnKeys } from '../../operations/own-key.ts';
import type { EntityModel } from '../../table/entity.ts';
import { rawPut } from '../raw-put.ts';

/**
 * A put of an item as it was: its keys are made anew from its attributes. Stamps, version and expiry stay what they were, and
 * it is not validated; `put` of the entity would make it a new one.
 *
 * @throws KeyError or ValueError when there is no such item.
 */
export function restoredPut(entity: EntityModel, item: NativeItem): BatchWriteOperation {
  assertStorableItem(item, entity.name);
  checkOwnKeys(entity.table, item, `${entity.name}.put`);
  const stored = itemKey(entity, item);
  for (const index of entity.indexes) writeIndexKeys(entity, index, item, stored);
  stored[entity.table.discriminator] = entity.name;
  Object.assign(stored, entity.constants, item);
  return rawPut(entity.table, stored);
}
