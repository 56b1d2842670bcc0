import type { NativeItem } from '../operations/operation.ts';
import type { EntityModel } from '../table/entity.ts';

/** An entity that makes such a key, and the parts that it makes it of. */
export interface KeyMatch {
  readonly entity: EntityModel;
  readonly parts: NativeItem;
}

type PrimaryKey = Readonly<Record<string, string>>;

/** The entity whose templates make this primary key. There is one at most: a table refuses two that could meet. */
export function matchKey(entities: Iterable<EntityModel>, primaryKey: PrimaryKey): KeyMatch | undefined {
  for (const entity of entities) {
    const parts = partsOf(entity, primaryKey);
    if (parts !== undefined) return { entity, parts };
  }
  return undefined;
}

/** `{ userId: '7', orderId: 'a1' }` of `{ PK: 'USER#7', SK: 'ORDER#a1' }`. */
function partsOf({ primary }: EntityModel, primaryKey: PrimaryKey): NativeItem | undefined {
  const sides = (['partition', 'sort'] as const).flatMap((side) => {
    const template = primary[side];
    if (template === undefined) return [];
    const text = primaryKey[primary.model[side]?.attributes[0]?.name ?? ''] ?? '';
    return [{ template, text, parsed: template.parse(text) }];
  });
  if (sides.some(({ parsed }) => parsed === undefined)) return undefined;
  // A part of both sides has one value; where one side has it in lower case, the other one knows it.
  const merged = [sides, sides.toReversed()].map(
    (order): NativeItem => Object.assign({}, ...order.map(({ parsed }) => parsed)),
  );
  return merged.find((parts) => sides.every(({ template, text }) => template.build(parts) === text));
}
