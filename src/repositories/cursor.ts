import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { decodeNumber } from '../client/codec/number.ts';
import { CursorError } from '../errors.ts';
import type { NativeItem, Shards } from '../operations/operation.ts';

/**
 * A cursor is `<version><position>.<seal>`, url-safe. The position holds the key values that the query does not fix
 * itself, so no cursor leads into another partition; over shards it holds one such list for each. The seal is a hash over the query and the position, with the
 * caller's secret an HMAC.
 */
const VERSION = '1';
/** 128 bits of SHA-256: enough to tell queries apart, and to make a forged seal hopeless. */
const SEAL_BYTES = 16;

/** What a cursor is good for. */
export interface CursorScope {
  readonly operation: string;
  /** Everything that tells this query from another: real table name, index, key condition, direction, filter. */
  readonly binding: readonly unknown[];
  /** The key attributes that the cursor holds. */
  readonly free: readonly string[];
  /** Those that the query fixes. */
  readonly fixed: NativeItem;
  readonly secret: string | Uint8Array | undefined;
}

/** The cursor for the position of one item. */
export function writeCursor(scope: CursorScope, position: NativeItem): string {
  return sealed(scope, valuesAt(scope, position));
}

/** The cursor for a position in each shard; `undefined` stands for the beginning. */
export function writeShardCursor(scope: CursorScope, positions: readonly (NativeItem | undefined)[]): string {
  return sealed(
    scope,
    positions.map((position) => (position === undefined ? null : valuesAt(scope, position))),
  );
}

/** The start key that a cursor stands for. Throws a CursorError for a cursor of another query, or no cursor at all. */
export function readCursor(scope: CursorScope, cursor: string): NativeItem {
  return { ...scope.fixed, ...positionOf(scope, opened(scope, cursor)) };
}

/** The start key of each shard; `undefined` at its beginning. Throws as `readCursor` does. */
export function readShardCursor(
  scope: CursorScope,
  { partitions }: Shards,
  cursor: string,
): readonly (NativeItem | undefined)[] {
  const positions = opened(scope, cursor);
  if (positions.length !== partitions.length) throw noPosition(scope);
  return partitions.map(({ fixed }, place) => {
    const values = positions[place];
    return values === null ? undefined : { ...fixed, ...positionOf(scope, values) };
  });
}

function valuesAt(scope: CursorScope, position: NativeItem): unknown[] {
  return scope.free.map((name) => plain(position[name]));
}

function positionOf(scope: CursorScope, values: unknown): NativeItem {
  if (!Array.isArray(values) || values.length !== scope.free.length) throw noPosition(scope);
  const position: NativeItem = {};
  scope.free.forEach((name, place) => {
    position[name] = native(scope, values[place]);
  });
  return position;
}

function noPosition({ operation }: CursorScope): CursorError {
  return new CursorError(`${operation}: the cursor holds no position.`, { operation });
}

function sealed(scope: CursorScope, values: readonly unknown[]): string {
  const text = Buffer.from(JSON.stringify(values)).toString('base64url');
  return `${VERSION}${text}.${seal(scope, text)}`;
}

function opened(scope: CursorScope, cursor: string): readonly unknown[] {
  const match = typeof cursor === 'string' ? /^1([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/.exec(cursor) : null;
  const [, text, given] = match ?? [];
  if (text === undefined || given === undefined) {
    throw new CursorError(`${scope.operation}: this is no cursor of ours.`, { operation: scope.operation });
  }
  // As text: several texts decode to the same bytes, and only one of them is ours.
  const expected = Buffer.from(seal(scope, text));
  const actual = Buffer.from(given);
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    throw new CursorError(
      `${scope.operation}: the cursor belongs to another query, or was changed. A cursor is good for the same table, index, arguments, order and filter.`,
      { operation: scope.operation },
    );
  }
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch (cause) {
    throw new CursorError(`${scope.operation}: the cursor cannot be read.`, {
      operation: scope.operation,
      cause,
    });
  }
  if (!Array.isArray(values)) throw noPosition(scope);
  return values;
}

function seal(scope: CursorScope, text: string): string {
  const hash = scope.secret === undefined ? createHash('sha256') : createHmac('sha256', scope.secret);
  const bound = JSON.stringify([VERSION, plain(scope.binding), scope.free, text]);
  return hash.update(bound).digest().subarray(0, SEAL_BYTES).toString('base64url');
}

/** A value as JSON that tells types apart: text as it is, all else tagged. Object keys keep their order. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (value === undefined) return ['u'];
  if (value === null || typeof value === 'boolean') return ['j', value];
  if (typeof value === 'number' || typeof value === 'bigint') return ['n', String(value)];
  if (value instanceof Uint8Array) return ['b', Buffer.from(value).toString('base64')];
  if (Array.isArray(value)) return ['l', value.map(plain)];
  if (value instanceof Set) return ['s', [...value].map(plain)];
  if (typeof value === 'object' && 'toAttributeValue' in value && 'value' in value)
    return ['n', String(value.value)];
  return ['m', Object.entries(value).map(([name, member]) => [name, plain(member)])];
}

/** The inverse of `plain`, for the types that a key may have. */
function native(scope: CursorScope, value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const [tag, text] = value;
    if (tag === 'n' && typeof text === 'string') return decodeNumber(text);
    if (tag === 'b' && typeof text === 'string') return new Uint8Array(Buffer.from(text, 'base64'));
  }
  throw new CursorError(`${scope.operation}: the cursor holds a value that is no key.`, {
    operation: scope.operation,
  });
}
