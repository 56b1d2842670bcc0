import { KeyError, shown } from '../errors.ts';
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../keys/limits.ts';
import { utf8Length } from '../keys/utf8.ts';
import type { KeyType, Table } from '../table/table.ts';
import type { NativeItem } from './operation.ts';

interface OwnKey {
  readonly type: KeyType;
  readonly maxBytes: number;
  readonly index: string;
}

const cache = new WeakMap<Table, ReadonlyMap<string, OwnKey>>();

/**
 * Checks the attributes that indexes use as they stand. The service rejects the whole write for a value of another type,
 * `null` or an empty one; an absent attribute only keeps the item out of the index.
 */
export function checkOwnKeys(table: Table, attributes: NativeItem, where: string): void {
  for (const [name, key] of ownKeys(table)) {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (value !== undefined) checkOwnKey(name, value, key, where);
  }
}

/** Checks one value for one such attribute, for example in the arguments of a query. */
export function checkOwnKeyValue(table: Table, name: string, value: unknown, where: string): void {
  const key = ownKeys(table).get(name);
  if (key !== undefined) checkOwnKey(name, value, key, where);
}

/** The type of an attribute that some index uses as it stands. */
export function ownKeyType(table: Table, name: string): KeyType | undefined {
  return ownKeys(table).get(name)?.type;
}

function checkOwnKey(name: string, value: unknown, { type, maxBytes, index }: OwnKey, where: string): void {
  if (!isOfType(value, type)) {
    throw new KeyError(
      `${where}: ${name} is a ${type} key of index ${index}, and ${shown(value)} cannot be that.`,
    );
  }
  const bytes =
    typeof value === 'string' ? utf8Length(value) : value instanceof Uint8Array ? value.length : 1;
  if (bytes === 0) throw new KeyError(`${where}: ${name} is a key of index ${index} and cannot be empty.`);
  if (bytes > maxBytes) {
    throw new KeyError(
      `${where}: ${name} is a key of index ${index}, which takes ${maxBytes} bytes, not ${bytes}.`,
    );
  }
}

function isOfType(value: unknown, type: KeyType): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'binary') return value instanceof Uint8Array;
  return typeof value === 'number' || typeof value === 'bigint' || isNumberText(value);
}

function isNumberText(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'toAttributeValue' in value;
}

function ownKeys(table: Table): ReadonlyMap<string, OwnKey> {
  let keys = cache.get(table);
  if (keys === undefined) {
    keys = new Map(
      table.indexes.flatMap((index) =>
        [index.sort, index.partition].flatMap((side, place) =>
          side === undefined || side.templated
            ? []
            : side.attributes.map(({ name, type }) => {
                const maxBytes = place === 0 ? MAX_SORT_KEY_BYTES : MAX_PARTITION_KEY_BYTES;
                return [name, { type, maxBytes, index: index.name ?? '' }] as const;
              }),
        ),
      ),
    );
    cache.set(table, keys);
  }
  return keys;
}
