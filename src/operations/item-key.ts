import { KeyError, shown } from '../errors.ts';
import type { EntityIndex, EntityModel } from '../table/entity.ts';
import { primaryAttributes } from '../table/table.ts';
import type { NativeItem } from './operation.ts';

/** The primary key as the service takes it: `{ PK: 'USER#7', SK: 'ORDER#a1' }`. Throws a KeyError for a bad part. */
export function itemKey(entity: EntityModel, parts: object): NativeItem {
  if (typeof parts !== 'object' || parts === null) {
    throw new KeyError(
      `The key of one ${entity.name} is an object with ${entity.primary.sources.join(' and ') || 'no attributes'}, not ${shown(parts)}.`,
      { entity: entity.name },
    );
  }
  const key: NativeItem = {};
  writeKeys(entity.primary, parts, key);
  return key;
}

/**
 * Writes the key attributes of one index into `target`, unless an attribute that feeds them is absent: then the item is
 * not in that index at all.
 */
export function writeIndexKeys(
  entity: EntityModel,
  index: EntityIndex,
  parts: NativeItem,
  target: NativeItem,
): void {
  for (const source of index.sources) {
    if (!Object.hasOwn(parts, source) || parts[source] === undefined) return;
  }
  writeKeys(index, parts, target, entity.primary);
}

/** `except`: an inverted index shares attributes with the primary key, which are written already. */
function writeKeys(index: EntityIndex, parts: object, target: NativeItem, except?: EntityIndex): void {
  for (const side of ['partition', 'sort'] as const) {
    const template = index[side];
    const name = index.model[side]?.attributes[0]?.name;
    if (template === undefined || name === undefined) continue;
    if (template === except?.partition || template === except?.sort) continue;
    target[name] = template.build(parts as NativeItem);
  }
}

/** The primary key out of a whole stored item. */
export function primaryKeyOf(entity: EntityModel, stored: NativeItem): NativeItem {
  const key: NativeItem = {};
  for (const name of primaryAttributes(entity.table)) key[name] = stored[name];
  return key;
}

/** The partition key attribute's name. */
export function partitionName(entity: EntityModel): string {
  return entity.table.primary.partition.attributes[0]?.name ?? '';
}

/** Whether an attribute is a key attribute of the table itself. */
export function partOfPrimary(entity: EntityModel, name: string): boolean {
  return primaryAttributes(entity.table).has(name);
}

/** `PK "USER#7", SK "PROFILE"`. */
export function keyText(key: NativeItem): string {
  return Object.entries(key)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ');
}
