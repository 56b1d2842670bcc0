import type { Connection } from '../client/connect.ts';
import { itemSize } from '../expressions/item-size.ts';
import { copyItem } from './copy-item.ts';
import type { ChunkUnit } from './write-chunk.ts';
import { type BatchWriteOperation, checkWrite, unitId } from './write-units.ts';

/** The service counts a write unit for each started KB (Developer guide: Read and write capacity units). */
const UNIT_BYTES = 1024;

/** One operation of a bulk load on its way. */
export interface LoadUnit extends ChunkUnit {
  readonly index: number;
  /** The next one for the same item, which waits for this one. */
  next: LoadUnit | undefined;
}

/**
 * A unit that what its source does later has no part in: sources use objects again. Throws when no batch can hold the
 * operation, or it is the error that stands in the place of one.
 */
export function loadUnit(
  connections: readonly Connection[],
  operation: BatchWriteOperation | Error,
  index: number,
  call: string,
): LoadUnit {
  if (operation instanceof Error) throw operation;
  const tableName = checkWrite(connections, operation, index, call);
  const id = unitId(tableName, operation.key);
  keepItem(operation);
  return { index, operation, tableName, id, attempts: 0, next: undefined };
}

/**
 * The put itself holds a copy of the item already, but for what lies inside it. It stays the same object, for whoever made it
 * may know it by that when it fails; of one that is frozen nobody can change the item.
 */
function keepItem({ input }: BatchWriteOperation): void {
  if (!('Item' in input)) return;
  const own = copyItem(input.Item);
  if (own !== input.Item) Reflect.set(input, 'Item', own);
}

/** What a chunk costs at least. What it did cost, indexes and all, is known afterwards. */
export function leastUnits(chunk: readonly LoadUnit[]): number {
  return chunk.reduce((sum, { operation: { input } }) => {
    return sum + ('Item' in input ? Math.ceil(itemSize(input.Item) / UNIT_BYTES) : 1);
  }, 0);
}
