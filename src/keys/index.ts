export { type Key, key } from './key.ts';
export { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from './limits.ts';
export type { KeyOptions } from './options.ts';
export { compareKeys } from './order.ts';
export type {
  FieldNames,
  KeyInput,
  KeyParts,
  KeyString,
  KeyValue,
  ParsedParts,
  PlainFieldNames,
} from './types.ts';
