import { MAX_ITEM_BYTES } from '../expressions/item-size.ts';
import { sameNumberText } from '../expressions/number-text.ts';
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from '../keys/limits.ts';
import { serviceError } from './service-error.ts';
import { wireSize } from './wire-size.ts';
import type { Attributes, WireValue } from './wire-value.ts';

/** What a table in memory has to know of itself: a part of the CreateTable input. */
export interface MemoryTableInput {
  readonly TableName: string | undefined;
  readonly KeySchema:
    | readonly {
        readonly AttributeName: string | undefined;
        readonly KeyType: 'HASH' | 'RANGE' | undefined;
      }[]
    | undefined;
  readonly AttributeDefinitions?:
    | readonly {
        readonly AttributeName: string | undefined;
        readonly AttributeType: 'S' | 'N' | 'B' | undefined;
      }[]
    | undefined;
}

interface KeyAttribute {
  readonly name: string;
  /** Strings where the input does not say. */
  readonly type: string;
  readonly maxBytes: number;
}

/** An item and its bytes. */
export interface StoredItem {
  readonly item: Attributes;
  readonly bytes: number;
}

/** The items of one table by their keys. What the service would refuse of an item or key is refused in its words. */
export class StoredTable {
  readonly name: string;
  readonly #keys: readonly KeyAttribute[];
  readonly #items = new Map<string, StoredItem>();

  constructor({ TableName, KeySchema, AttributeDefinitions }: MemoryTableInput) {
    if (typeof TableName !== 'string' || !KeySchema?.some(({ KeyType }) => KeyType === 'HASH')) {
      throw new TypeError('A table in memory needs a TableName and a KeySchema, as CreateTable does.');
    }
    this.name = TableName;
    this.#keys = KeySchema.map(({ AttributeName = '', KeyType }) => ({
      name: AttributeName,
      type: AttributeDefinitions?.find((one) => one.AttributeName === AttributeName)?.AttributeType ?? 'S',
      maxBytes: KeyType === 'HASH' ? MAX_PARTITION_KEY_BYTES : MAX_SORT_KEY_BYTES,
    }));
  }

  /** Every item, in no order that means anything. */
  get items(): Iterable<StoredItem> {
    return this.#items.values();
  }

  /** One text for each key, also of `{ N: '1' }` and `{ N: '1.0' }`. */
  idOfKey(key: Attributes | undefined): string {
    if (Object.keys(key ?? {}).length !== this.#keys.length) {
      throw refused('The provided key element does not match the schema');
    }
    return this.#id(key ?? {});
  }

  /** What an item will be stored as. */
  stored(item: Attributes): { readonly id: string; readonly stored: StoredItem } {
    const id = this.#id(item);
    const bytes = wireSize(item);
    if (bytes > MAX_ITEM_BYTES) throw refused('Item size has exceeded the maximum allowed size');
    return { id, stored: { item, bytes } };
  }

  get(id: string): StoredItem | undefined {
    return this.#items.get(id);
  }

  /** Puts an item, or deletes what is there. Gives what was there before. */
  write(id: string, stored: StoredItem | undefined): StoredItem | undefined {
    const before = this.#items.get(id);
    if (stored === undefined) this.#items.delete(id);
    else this.#items.set(id, stored);
    return before;
  }

  #id(attributes: Attributes): string {
    return JSON.stringify(this.#keys.map((key) => keyText(key, attributes[key.name])));
  }
}

function keyText({ name, type, maxBytes }: KeyAttribute, value: WireValue | undefined): string {
  if (value === undefined) {
    throw refused(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  }
  const text = value[type];
  if (typeof text !== 'string') {
    const [actual = ''] = Object.keys(value);
    throw refused(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${actual}`,
    );
  }
  if (text === '') {
    throw refused(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  }
  if (Buffer.byteLength(text, type === 'B' ? 'base64' : 'utf8') > maxBytes) {
    throw refused(
      `One or more parameter values were invalid: Size of key ${name} has exceeded the maximum size limit of ${maxBytes} bytes`,
    );
  }
  return type === 'N' ? sameNumberText(text) : text;
}

/** The service's word for a request that can never succeed. */
export function refused(message: string): Error {
  return serviceError('ValidationException', { message });
}
