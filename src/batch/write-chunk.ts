import type { Connection } from '../client/connect.ts';
import { consumedCapacity } from '../client/consumed-capacity.ts';
import { runCommand } from '../client/run-command.ts';
import type { NativeItem } from '../operations/operation.ts';
import { answeredUnits } from './answered-unit.ts';
import { byTable } from './by-table.ts';
import type { BatchWriteOperation } from './write-units.ts';

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

/**
 * Sends one BatchWriteItem of up to 25 units, no two of which are for one item. Throws when something comes back that was not
 * in it.
 */
export async function writeChunk<U extends ChunkUnit>(
  db: Connection,
  call: string,
  chunk: readonly U[],
  abortSignal: AbortSignal | undefined,
): Promise<WrittenChunk<U>> {
  for (const unit of chunk) unit.attempts += 1;
  const RequestItems = byTable(chunk.map(({ tableName, operation }) => [tableName, requestOf(operation)]));
  const output = await runCommand(db, call, 'batchWrite', { RequestItems }, { abortSignal });
  const unprocessed = unprocessedUnits(output.UnprocessedItems, chunk, call);
  return {
    written: chunk.filter((unit) => !unprocessed.has(unit)),
    left: chunk.filter((unit) => unprocessed.has(unit)),
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

function unprocessedUnits<U extends ChunkUnit>(
  unprocessed: Readonly<Record<string, readonly WriteRequest[]>> | undefined,
  chunk: readonly U[],
  call: string,
): ReadonlySet<U> {
  const units = new Set<U>();
  const entries = Object.entries(unprocessed ?? {});
  if (entries.length === 0) return units;
  const unitOf = answeredUnits(chunk, call);
  for (const [tableName, requests] of entries) {
    for (const { PutRequest, DeleteRequest } of requests) {
      units.add(unitOf(tableName, PutRequest?.Item ?? DeleteRequest?.Key ?? {}));
    }
  }
  return units;
}
