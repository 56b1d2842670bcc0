import type { Connection } from '../client/connect.ts';
import { consumedCapacity, runCommand } from '../client/run-command.ts';
import type { NativeItem } from '../operations/operation.ts';
import { type BatchWriteOperation, unitId } from './write-units.ts';

/** A put or delete on its way. */
export interface ChunkUnit {
  readonly operation: BatchWriteOperation;
  /** The real name of its table. */
  readonly tableName: string;
  /** The same for the same item. */
  readonly id: string;
  attempts: number;
}

/** What one BatchWriteItem came to. */
export interface WrittenChunk<U> {
  readonly written: readonly U[];
  readonly left: readonly U[];
  /** Write units consumed, when the connection asks for them. */
  readonly capacity: number | undefined;
}

/** Sends one BatchWriteItem of up to 25 units, no two of which are for one item. */
export async function writeChunk<U extends ChunkUnit>(
  db: Connection,
  call: string,
  chunk: readonly U[],
  abortSignal: AbortSignal | undefined,
): Promise<WrittenChunk<U>> {
  const RequestItems: Record<string, object[]> = {};
  for (const unit of chunk) {
    unit.attempts += 1;
    RequestItems[unit.tableName] ??= [];
    RequestItems[unit.tableName]?.push(requestOf(unit.operation));
  }
  const output = await runCommand(db, call, 'batchWrite', { RequestItems }, { abortSignal });
  const unprocessed = unprocessedIds(output.UnprocessedItems, chunk);
  return {
    written: chunk.filter(({ id }) => !unprocessed.has(id)),
    left: chunk.filter(({ id }) => unprocessed.has(id)),
    capacity: consumedCapacity(output),
  };
}

function requestOf({ input }: BatchWriteOperation): object {
  return 'Item' in input ? { PutRequest: { Item: input.Item } } : { DeleteRequest: { Key: input.Key } };
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item?: NativeItem | undefined } | undefined;
  readonly DeleteRequest?: { readonly Key?: NativeItem | undefined } | undefined;
}

/** Told by key: what comes back are other objects than those that were sent. */
function unprocessedIds(
  unprocessed: Readonly<Record<string, readonly WriteRequest[]>> | undefined,
  chunk: readonly ChunkUnit[],
): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [tableName, requests] of Object.entries(unprocessed ?? {})) {
    const names = Object.keys(chunk.find((unit) => unit.tableName === tableName)?.operation.key ?? {});
    for (const { PutRequest, DeleteRequest } of requests) {
      const item = PutRequest?.Item ?? DeleteRequest?.Key ?? {};
      ids.add(unitId(tableName, Object.fromEntries(names.map((name) => [name, item[name]]))));
    }
  }
  return ids;
}
