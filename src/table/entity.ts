import { DeclarationError, shown } from '../errors.ts';
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../keys/limits.ts';
import { compileKey, type KeyTemplate } from '../keys/template.ts';
import { isWellFormed } from '../keys/utf8.ts';
import { checkConstants, checkSources, checkStamps, checkVersion } from './check-entity.ts';
import { checkShards } from './check-shards.ts';
import { checkSpelling } from './check-spelling.ts';
import { compileExpiry, type Expiry, type ExpiryModel } from './expiry.ts';
import { refuseUnknown } from './known-options.ts';
import type { Pattern } from './pattern.ts';
import {
  findIndex,
  type IndexModel,
  type KeySide,
  primaryAttributes,
  type Table,
  templatedAttributes,
} from './table.ts';
import type { Validator } from './validator.ts';

/** Attributes that the toolkit fills with the time of a write, as ISO instants. */
export interface Stamps {
  /** Set when the item is first written; a later put keeps the one that it is given. */
  readonly createdAt?: string;
  /** Set by every write. */
  readonly updatedAt?: string;
}

/** How one entity takes part in an index: its templates for the two sides. */
export interface EntityIndex {
  readonly model: IndexModel;
  /** `undefined` when the index uses attributes of the items themselves. */
  readonly partition: KeyTemplate | undefined;
  readonly sort: KeyTemplate | undefined;
  /** The attributes that feed the templates. */
  readonly sources: readonly string[];
}

/** Attributes by name that are the same in every item of an entity. */
export type Constants = Readonly<Record<string, string | number | boolean>>;

/** What a read does to numbers of one attribute, so that its type does not depend on the value. */
export type NumberForm = 'bigint' | 'text';

/** An entity as the pure builders see it: compiled templates, no type parameters. */
export interface EntityModel {
  readonly name: string;
  readonly table: Table;
  /** By key attribute, for example `PK` and `GSI1SK`. */
  readonly templates: ReadonlyMap<string, KeyTemplate>;
  readonly primary: EntityIndex;
  /** The secondary indexes that the entity joins by templates. */
  readonly indexes: readonly EntityIndex[];
  /** The attributes that feed the primary key, which no update can change. */
  readonly fixed: ReadonlySet<string>;
  /** The attributes that only the toolkit writes and the caller never sees: keys, discriminator and constants. */
  readonly hidden: ReadonlySet<string>;
  readonly patterns: ReadonlyMap<string, Pattern>;
  /** Attributes that every item has, with a value that is always the same. */
  readonly constants: Constants;
  readonly stamps: Stamps;
  /** How long items live, if what has expired counts as absent. */
  readonly expiry: ExpiryModel | undefined;
  /** The attribute that counts the item's writes, if it has versions. */
  readonly version: string | undefined;
  readonly validate: Validator | undefined;
  readonly upgrade: ((item: Record<string, unknown>) => object) | undefined;
  readonly numbers: ReadonlyMap<string, NumberForm>;
}

/** What `compileEntity` needs of a declaration, without its types. */
export interface EntitySource {
  readonly name: string;
  readonly table: Table;
  readonly keys: Readonly<Record<string, string>>;
  readonly patterns?: Readonly<Record<string, Pattern>> | undefined;
  readonly constants?: Constants | undefined;
  readonly stamps?: boolean | Stamps | undefined;
  readonly version?: string | undefined;
  readonly expiry?: Expiry | undefined;
  readonly validate?: Validator | undefined;
  readonly upgrade?: ((item: Record<string, unknown>) => object) | undefined;
  readonly numbers?: Readonly<Record<string, NumberForm | undefined>> | undefined;
}

const ENTITY_OPTIONS: readonly (keyof EntitySource)[] = [
  'name',
  'table',
  'keys',
  'patterns',
  'constants',
  'stamps',
  'version',
  'expiry',
  'validate',
  'upgrade',
  'numbers',
];
const STAMPS: readonly (keyof Stamps)[] = ['createdAt', 'updatedAt'];

/** Compiles the templates and checks the entity by itself; its neighbours are checked when it joins its table. */
export function compileEntity(source: EntitySource): EntityModel {
  const { name, table } = source;
  refuseUnknown(source, ENTITY_OPTIONS, `Entity ${shown(name)}`);
  if (typeof source.stamps === 'object')
    refuseUnknown(source.stamps, STAMPS, `Entity ${shown(name)}: stamps`);
  if (name === '') throw new DeclarationError('An entity has no name.');
  if (typeof name !== 'string' || !isWellFormed(name)) {
    throw new DeclarationError(`An entity's name is text, not ${shown(name)}.`);
  }
  const templates = compileTemplates(source);
  const missing = [...primaryAttributes(table)].filter((attribute) => !templates.has(attribute));
  const primary = missing.length > 0 ? undefined : joinIndex(name, table, table.primary, templates);
  if (primary === undefined)
    throw new DeclarationError(`Entity ${name} needs a key template for ${missing.join(' and ')}.`);
  const indexes = table.indexes.flatMap((index) => joinIndex(name, table, index, templates) ?? []);
  const stamps: Stamps =
    source.stamps === true ? { createdAt: 'createdAt', updatedAt: 'updatedAt' } : source.stamps || {};
  const constants = { ...source.constants };
  const entity: EntityModel = {
    name,
    table,
    templates,
    primary,
    indexes,
    fixed: new Set(primary.sources),
    hidden: new Set([...templatedAttributes(table), table.discriminator, ...Object.keys(constants)]),
    patterns: new Map(Object.entries(source.patterns ?? {})),
    constants,
    stamps,
    version: source.version,
    expiry: compileExpiry(source),
    validate: source.validate,
    upgrade: source.upgrade,
    numbers: new Map(
      Object.entries(source.numbers ?? {}).flatMap(([k, v]) => (v === undefined ? [] : [[k, v] as const])),
    ),
  };
  checkConstants(entity);
  checkSources(entity);
  checkShards(entity);
  checkSpelling(entity);
  checkStamps(entity);
  checkVersion(entity);
  return entity;
}

/** The index that a pattern reads, with the entity's templates for it. */
export function patternIndex(entity: EntityModel, index: string | undefined): EntityIndex | undefined {
  if (index === undefined) return entity.primary;
  const joined = entity.indexes.find((candidate) => candidate.model.name === index);
  if (joined !== undefined) return joined;
  const model = findIndex(entity.table, index);
  const own = model !== undefined && !model.partition.templated && !model.sort?.templated;
  return own ? { model, partition: undefined, sort: undefined, sources: [] } : undefined;
}

function compileTemplates({ name, table, keys }: EntitySource): Map<string, KeyTemplate> {
  const known = templatedAttributes(table);
  const templates = new Map<string, KeyTemplate>();
  for (const [attribute, template] of Object.entries(keys)) {
    if (!known.includes(attribute)) {
      throw new DeclarationError(
        `Entity ${name} has a key template for ${shown(attribute)}, which is no key attribute of table ${table.name}; those are ${known.join(', ')}.`,
      );
    }
    const options = {
      separator: table.separator,
      escape: table.escape,
      maxBytes: maxBytes(table, attribute),
    };
    templates.set(attribute, compileKey(template, { name: `${name}.${attribute}`, ...options }));
  }
  return templates;
}

/** An attribute that sorts one index and partitions another (an inverted index) must fit the smaller limit. */
function maxBytes(table: Table, attribute: string): number {
  const sorts = [table.primary, ...table.indexes].some((index) =>
    index.sort?.attributes.some((candidate) => candidate.name === attribute),
  );
  return sorts ? MAX_SORT_KEY_BYTES : MAX_PARTITION_KEY_BYTES;
}

/** `undefined` when the entity does not join the index; half a pair is an error. */
function joinIndex(
  entity: string,
  table: Table,
  model: IndexModel,
  templates: ReadonlyMap<string, KeyTemplate>,
): EntityIndex | undefined {
  const templated = [model.partition, model.sort].flatMap((side) =>
    side?.templated ? side.attributes.map((attribute) => attribute.name) : [],
  );
  if (templated.length === 0) return undefined;
  // Attributes of the primary key are always there, so they alone neither join an index nor half-join it.
  const primary = primaryAttributes(table);
  const own = model.scope === 'primary' ? templated : templated.filter((name) => !primary.has(name));
  const missing = own.filter((name) => !templates.has(name));
  if (own.length > 0 && missing.length === own.length) return undefined;
  if (missing.length > 0) {
    const given = own.filter((name) => templates.has(name));
    throw new DeclarationError(
      `Entity ${entity} gives ${given.join(', ')} but not ${missing.join(', ')}: an item is in index ${model.name} only with both.`,
    );
  }
  const partition = templateOf(model.partition, templates);
  const sort = templateOf(model.sort, templates);
  return {
    model,
    partition,
    sort,
    sources: [...new Set([...(partition?.fields ?? []), ...(sort?.fields ?? [])])],
  };
}

function templateOf(
  side: KeySide | undefined,
  templates: ReadonlyMap<string, KeyTemplate>,
): KeyTemplate | undefined {
  return side?.templated ? templates.get(side.attributes[0]?.name ?? '') : undefined;
}
