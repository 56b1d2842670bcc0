import type { StorageResourceType } from '@mastra/core/storage';
import type { ResourceItem } from '../../repositories/mastra/items.ts';
import { jsonObject } from '../json.ts';

/** A stored resource as Mastra knows it, without what else lies in the item. */
export function resourceOf(item: ResourceItem): StorageResourceType {
  const metadata = jsonObject(item.metadata);
  return {
    id: item.id,
    ...(item.workingMemory !== undefined && { workingMemory: item.workingMemory }),
    ...(metadata !== undefined && { metadata }),
    createdAt: new Date(item.createdAt),
    updatedAt: new Date(item.updatedAt),
  };
}
