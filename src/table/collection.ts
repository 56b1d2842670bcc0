import { DeclarationError } from '../errors.ts';
import { compileKey, type KeyTemplate } from '../keys/template.ts';
import { checkProjection } from './check-patterns.ts';
import { type EntityIndex, type EntityModel, patternIndex } from './entity.ts';
import { registerRead } from './registry.ts';

/** A declared read of several entities from one partition. */
export interface CollectionModel {
  readonly name: string;
  readonly entities: readonly [EntityModel, ...EntityModel[]];
  readonly order: 'ascending' | 'descending';
  /** The index, with the partition template that all entities share and the beginning that their sort keys share. */
  readonly index: EntityIndex;
}

/** Finds the common partition and sort beginning of the entities, and registers the read with their table. */
export function compileCollection(
  name: string,
  entities: readonly EntityModel[],
  indexName: string | undefined,
  order: 'ascending' | 'descending',
): CollectionModel {
  const where = `Collection ${name}`;
  const [first, ...rest] = entities;
  if (first === undefined || rest.length === 0) {
    throw new DeclarationError(`${where} needs two entities or more; one entity has patterns.`);
  }
  const twice = entities.find((entity, place) => entities.indexOf(entity) !== place);
  if (twice !== undefined) throw new DeclarationError(`${where} names ${twice.name} twice.`);
  const indexes = entities.map((entity) => joined(entity, first, indexName, where));
  const [index] = indexes;
  const partition = index?.partition;
  if (index === undefined || partition === undefined) {
    throw new DeclarationError(
      `${where}: index ${indexName} has no key templates, so its partitions cannot be shared by name.`,
    );
  }
  indexes.forEach((other, place) => {
    if (other.partition?.template === partition.template) return;
    throw new DeclarationError(
      `${where}: ${entities[place]?.name} is in partitions '${other.partition?.template}', ${first.name} in '${partition.template}'.`,
    );
  });
  const head = commonStart(indexes.map((candidate) => candidate.sort?.head ?? ''));
  const sort = head === '' ? undefined : beginning(head, partition, where);
  // What the sort keys go on with is no argument, so only the partition has sources.
  const read = { model: index.model, partition, sort, sources: partition.fields };
  registerRead(first.table, {
    name,
    entities,
    order,
    index: read,
    sort: sort === undefined ? undefined : { template: sort, exact: false },
  });
  return { name, entities: [first, ...rest], order, index: read };
}

function joined(
  entity: EntityModel,
  first: EntityModel,
  indexName: string | undefined,
  where: string,
): EntityIndex {
  if (entity.table !== first.table) {
    throw new DeclarationError(`${where}: ${entity.name} and ${first.name} are in different tables.`);
  }
  const index = patternIndex(entity, indexName);
  if (index === undefined)
    throw new DeclarationError(`${where}: ${entity.name} is not in index ${indexName}.`);
  checkProjection(entity, index.model, where);
  return index;
}

/** Whatever begins like all sort keys of the collection: a raw part takes any text. */
function beginning(head: string, partition: KeyTemplate, where: string): KeyTemplate {
  let field = 'rest';
  while (partition.fields.includes(field)) field += '_';
  return compileKey(`${head}{${field}:raw}`, { name: where, separator: partition.separator });
}

function commonStart(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  let length = first.length;
  for (const text of rest) {
    while (!text.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}
