import { DeclarationError } from '../errors.ts';
import { formatsOf } from './check-spelling.ts';
import type { EntityModel } from './entity.ts';

/** A shard spreads partitions. Many values have the same one, so in a primary key it cannot stand for its value. */
export function checkShards(entity: EntityModel): void {
  const { name, table, templates } = entity;
  const sorted = new Set(
    [table.primary, ...table.indexes].flatMap(({ sort }) => sort?.attributes.map((side) => side.name) ?? []),
  );
  for (const [attribute, { template, parts }] of templates) {
    const shard = parts.find(({ format }) => format.shards !== undefined);
    if (shard === undefined) continue;
    if (sorted.has(attribute)) {
      throw new DeclarationError(
        `Entity ${name}: ${attribute} '${template}' is a sort key; a shard belongs into a partition key.`,
      );
    }
    if (templates.get(attribute) === entity.primary.partition)
      checkPrimaryShard(entity, template, shard.field);
  }
}

function checkPrimaryShard({ name, primary }: EntityModel, template: string, field: string): void {
  if (/:shard\d+of/.test(template)) {
    throw new DeclarationError(
      `Entity ${name}: '${template}' is of the primary key, where the number of shards cannot change: an item is looked for in one place.`,
    );
  }
  const formats = formatsOf([primary.partition?.template, primary.sort?.template]).get(field) ?? new Set();
  const others = [...formats].filter((format) => !format.startsWith('shard'));
  if (others.length === 0) {
    throw new DeclarationError(
      `Entity ${name}: ${field} stands in the primary key only as a shard, so several items would have one key; let it stand in the sort key as well.`,
    );
  }
  // Two spellings that make one text have two shards.
  const loose = others.find((format) => format !== '' && format !== 'int');
  if (loose !== undefined) {
    throw new DeclarationError(
      `Entity ${name}: ${field} stands in the primary key as {${field}:${loose}}, which has several spellings of one value, and each would have a shard of its own; only text as it is and integers go with a shard.`,
    );
  }
}
