import { RequestError } from '../errors.ts';
import { SetFunction } from '../expressions/patch.ts';
import type { EntityIndex, EntityModel } from '../table/entity.ts';
import { partOfPrimary, writeIndexKeys } from './item-key.ts';
import type { NativeItem } from './operation.ts';
import type { PatchedAttributes } from './patched-attributes.ts';

/** The index attributes that the same update must write, and those that it must remove. */
export interface IndexUpkeep {
  readonly set: NativeItem;
  readonly remove: readonly string[];
}

/**
 * Index keys are copies of attributes: whoever changes an attribute changes the keys made of it in the same update.
 * Throws a RequestError where the patch does not say enough to build both keys of an index.
 *
 * @param whole the patch may make a new item, so keys that only the primary key feeds are written as well
 */
export function indexUpkeep(
  entity: EntityModel,
  parts: NativeItem,
  patch: PatchedAttributes,
  operation: string,
  whole = false,
): IndexUpkeep {
  const set: NativeItem = {};
  const remove = new Set<string>();
  // Two indexes may share an attribute: it stays as long as one of them needs it.
  const kept = new Set<string>();
  for (const index of entity.indexes) {
    const sources = index.sources.filter((source) => !entity.fixed.has(source));
    const touched = sources.filter(
      (source) => Object.hasOwn(patch.set, source) || patch.removed.has(source) || patch.changed.has(source),
    );
    const removed = sources.some((source) => patch.removed.has(source));
    for (const name of ownAttributes(entity, index)) (removed ? remove : kept).add(name);
    if (removed || (touched.length === 0 && !(whole && sources.length === 0))) continue;
    const undetermined = sources.filter(
      (source) =>
        patch.changed.has(source) ||
        !Object.hasOwn(patch.set, source) ||
        patch.set[source] instanceof SetFunction,
    );
    if (undetermined.length > 0) {
      throw new RequestError(undeterminedText(index, sources, touched, undetermined, operation), {
        entity: entity.name,
        operation,
      });
    }
    writeIndexKeys(entity, index, { ...parts, ...patch.set }, set);
  }
  return { set, remove: [...remove].filter((name) => !kept.has(name)) };
}

function ownAttributes(entity: EntityModel, index: EntityIndex): string[] {
  return [index.model.partition, index.model.sort].flatMap((side) =>
    side?.templated
      ? side.attributes.map((attribute) => attribute.name).filter((name) => !partOfPrimary(entity, name))
      : [],
  );
}

/** `Order.GSI1PK 'STATUS#{status}', Order.GSI1SK '{placedAt:iso}'`. */
export function builtText({ partition, sort }: EntityIndex): string {
  return [partition, sort]
    .flatMap((template) => (template === undefined ? [] : [`${template.name} '${template.template}'`]))
    .join(', ');
}

function undeterminedText(
  index: EntityIndex,
  sources: readonly string[],
  touched: readonly string[],
  undetermined: readonly string[],
  operation: string,
): string {
  return (
    `${operation} changes ${touched.join(', ')}, of which index ${index.model.name} is built (${builtText(index)}): ` +
    `set ${sources.join(' and ')} together, each to a plain value; ${undetermined.join(' and ')} ${undetermined.length === 1 ? 'is' : 'are'} not. ` +
    'In an update, an attribute that the item does not have goes into remove instead.'
  );
}
