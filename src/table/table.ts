import { DeclarationError, shown } from '../errors.ts';
import { checkServiceName, checkTable } from './check-table.ts';
import { refuseUnknown } from './known-options.ts';

/** The type of a key attribute that holds a value of the item itself. */
export type KeyType = 'string' | 'number' | 'binary';

/** An attribute of the items that an index uses as it stands: its name, or its name and type (`string` by default). */
export type IndexAttribute = string | { readonly name: string; readonly type: KeyType };

/** One secondary index. A string such as `'GSI1'` is short for a global index over `GSI1PK` and `GSI1SK`. */
export interface IndexDeclaration {
  /** 3 to 255 of `A-Z a-z 0-9 _ . -`. */
  readonly name: string;
  /** A local index shares the table's partition key and can only be made with the table. Default: a global index. */
  readonly local?: true;
  /**
   * A string names the attribute that entities fill from a key template (default: the index name followed by `PK`).
   * A list of 1 to 4 names attributes of the items themselves: no template, no copy.
   */
  readonly partitionKey?: string | readonly IndexAttribute[];
  /** As `partitionKey` (default: the name followed by `SK`; a list holds up to 4). `null`: the index has no sort key. */
  readonly sortKey?: string | readonly IndexAttribute[] | null;
  /** What the index holds beside the keys: everything (default), nothing, or the attributes named. */
  readonly projection?: 'all' | 'keys' | readonly string[];
}

/** What a team says about its table; every field but the name has a default. */
export interface TableDeclaration {
  /** The table's name, unless `connect` gives another one. */
  readonly name: string;
  /** The partition key attribute. Default `'PK'`. */
  readonly partitionKey?: string;
  /** The sort key attribute. Default `'SK'`; `null` for a table without one. */
  readonly sortKey?: string | null;
  readonly indexes?: readonly (string | IndexDeclaration)[];
  /** The attribute with the epoch second after which DynamoDB may delete an item. Default: no time to live. */
  readonly ttl?: string;
  /** The attribute that holds the entity's name. Default `'EntityType'`. */
  readonly discriminator?: string;
  /** What separates the parts of a key. Default `'#'`, the only one under which string parts keep their order. */
  readonly separator?: string;
  /** `false`: values go into keys unescaped, because the table's owner says that they are safe. Default `true`. */
  readonly escape?: boolean;
}

/** One key attribute as the service sees it. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** The partition or the sort side of a key. */
export interface KeySide {
  readonly attributes: readonly KeyAttribute[];
  /** `true`: one string attribute, filled from a template. `false`: attributes of the items themselves. */
  readonly templated: boolean;
}

/** The primary key of a table, or one of its indexes. */
export interface IndexModel {
  /** `undefined` for the primary key. */
  readonly name: string | undefined;
  readonly scope: 'primary' | 'global' | 'local';
  readonly partition: KeySide;
  readonly sort: KeySide | undefined;
  readonly projection: 'all' | 'keys' | readonly string[];
}

/** A table as declared, every default filled in. The type parameter keeps the declaration's literal names. */
export interface Table<D extends TableDeclaration = TableDeclaration> {
  readonly declaration: D;
  readonly name: string;
  readonly primary: IndexModel;
  readonly indexes: readonly IndexModel[];
  readonly ttl: string | undefined;
  readonly discriminator: string;
  readonly separator: string;
  readonly escape: boolean;
}

const TABLE_OPTIONS: readonly (keyof TableDeclaration)[] = [
  'name',
  'partitionKey',
  'sortKey',
  'indexes',
  'ttl',
  'discriminator',
  'separator',
  'escape',
];
const INDEX_OPTIONS: readonly (keyof IndexDeclaration)[] = [
  'name',
  'local',
  'partitionKey',
  'sortKey',
  'projection',
];
const KEY_TYPES: readonly KeyType[] = ['string', 'number', 'binary'];
/** Developer guide, GSI.MultiAttributeKeys. */
const MAX_ATTRIBUTES_PER_SIDE = 4;

/**
 * Declares a table: its name, key attributes, indexes and time to live. Pure data; nothing is created or called.
 *
 * @throws DeclarationError when the service would refuse such a table, or two things share a name.
 * @example
 * ```ts
 * import { defineTable } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop', indexes: ['GSI1', 'GSI2'], ttl: 'expiresAt' });
 * shop.indexes[0]?.partition.attributes; // [{ name: 'GSI1PK', type: 'string' }]
 * ```
 */
export function defineTable<const D extends TableDeclaration>(declaration: D): Table<D> {
  const where = `Table ${shown(declaration.name)}`;
  refuseUnknown(declaration, TABLE_OPTIONS, where);
  checkServiceName(declaration.name, where);
  const partition = templatedSide(declaration.partitionKey ?? 'PK');
  const sortName = declaration.sortKey === undefined ? 'SK' : declaration.sortKey;
  const primary: IndexModel = {
    name: undefined,
    scope: 'primary',
    partition,
    sort: sortName === null ? undefined : templatedSide(sortName),
    projection: 'all',
  };
  const indexes = (declaration.indexes ?? []).map((index) => indexModel(index, primary, where));
  const table: Table<D> = {
    declaration,
    name: declaration.name,
    primary,
    indexes,
    ttl: declaration.ttl,
    discriminator: declaration.discriminator ?? 'EntityType',
    separator: declaration.separator ?? '#',
    escape: declaration.escape ?? true,
  };
  checkTable(table, where);
  return table;
}

/** The names of the attributes that templates fill: the item's key attributes that the caller never sees. */
export function templatedAttributes(table: Table): readonly string[] {
  const names = new Set<string>();
  for (const index of [table.primary, ...table.indexes]) {
    for (const side of [index.partition, index.sort]) {
      if (side?.templated) for (const attribute of side.attributes) names.add(attribute.name);
    }
  }
  return [...names];
}

/** The attributes of the primary key. */
export function primaryAttributes(table: Table): ReadonlySet<string> {
  const { partition, sort } = table.primary;
  return new Set([...partition.attributes, ...(sort?.attributes ?? [])].map((attribute) => attribute.name));
}

/** The index of that name, or the primary key for `undefined`. */
export function findIndex(table: Table, name: string | undefined): IndexModel | undefined {
  return name === undefined ? table.primary : table.indexes.find((index) => index.name === name);
}

function indexModel(declared: string | IndexDeclaration, primary: IndexModel, where: string): IndexModel {
  const index: IndexDeclaration = typeof declared === 'string' ? { name: declared } : declared;
  const at = `${where}, index ${shown(index.name)}`;
  refuseUnknown(index, INDEX_OPTIONS, at);
  checkServiceName(index.name, at);
  const sortKey = index.sortKey === undefined ? `${index.name}SK` : index.sortKey;
  if (index.local) {
    if (index.partitionKey !== undefined) {
      throw new DeclarationError(
        `${at}: a local index has the table's partition key; leave partitionKey out.`,
      );
    }
    if (sortKey === null || primary.sort === undefined) {
      throw new DeclarationError(`${at}: a local index needs a sort key, in the table and in the index.`);
    }
    if (typeof sortKey !== 'string' && sortKey.length !== 1) {
      throw new DeclarationError(`${at}: a local index sorts by exactly one attribute.`);
    }
  }
  return {
    name: index.name,
    scope: index.local ? 'local' : 'global',
    partition: index.local
      ? primary.partition
      : side(index.partitionKey ?? `${index.name}PK`, 'partitionKey', at),
    sort: sortKey === null ? undefined : side(sortKey, 'sortKey', at),
    projection: index.projection ?? 'all',
  };
}

function templatedSide(name: string): KeySide {
  return { attributes: [{ name, type: 'string' }], templated: true };
}

function side(key: string | readonly IndexAttribute[], label: string, where: string): KeySide {
  if (typeof key === 'string') return templatedSide(key);
  if (key.length < 1 || key.length > MAX_ATTRIBUTES_PER_SIDE) {
    throw new DeclarationError(
      `${where}: ${label} takes 1 to ${MAX_ATTRIBUTES_PER_SIDE} attributes, not ${key.length}.`,
    );
  }
  for (const attribute of key) {
    if (typeof attribute === 'string' || KEY_TYPES.includes(attribute.type)) continue;
    throw new DeclarationError(
      `${where}: the type of ${shown(attribute.name)} is ${KEY_TYPES.join(', ')}, not ${shown(attribute.type)}.`,
    );
  }
  const attributes = key.map(
    (attribute): KeyAttribute =>
      typeof attribute === 'string' ? { name: attribute, type: 'string' } : attribute,
  );
  return { attributes, templated: false };
}
