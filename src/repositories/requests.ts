import type { CommandOutput } from '../client/codec/commands.ts';
import type { Connection } from '../client/connect.ts';
import { runCommand, type SendOptions } from '../client/run-command.ts';
import type {
  CountOperation,
  FirstOperation,
  NativeItem,
  PageOperation,
  Shard,
} from '../operations/operation.ts';
import { type CursorScope, readCursor } from './cursor.ts';

/** Any operation that is sent again for each further part. */
export type PagedOperation<T> = PageOperation<T> | FirstOperation<T> | CountOperation;

/** What one request answered, as far as pages need it. */
export interface Answer {
  readonly Items?: readonly NativeItem[] | undefined;
  readonly Count?: number | undefined;
  readonly ScannedCount?: number | undefined;
  readonly LastEvaluatedKey?: NativeItem | undefined;
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number | undefined } | undefined;
}

/** One request of a query or scan, from `start` on. */
export async function request<T>(
  db: Connection,
  operation: PagedOperation<T>,
  start: NativeItem | undefined,
  changes: { Limit?: number | undefined; Segment?: number; TotalSegments?: number },
  options: SendOptions,
): Promise<Answer> {
  const input = {
    ...operation.input,
    TableName: db.tableName,
    ...changes,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  };
  const output: CommandOutput<'query' | 'scan'> = await runCommand(
    db,
    operation.name,
    operation.kind,
    input,
    options,
  );
  return output;
}

/** The same read of one of its shards. */
export function inShard<O extends PagedOperation<unknown>>(operation: O, { values }: Shard): O {
  const ExpressionAttributeValues = { ...operation.input.ExpressionAttributeValues, ...values };
  return { ...operation, input: { ...operation.input, ExpressionAttributeValues } };
}

/** The key to start from: where the caller's cursor stands. Throws a CursorError for one that does not belong here. */
export function startOf<T>(db: Connection, operation: PagedOperation<T>): NativeItem | undefined {
  const { cursor } = operation.plan;
  return cursor === undefined ? undefined : readCursor(cursorScope(db, operation), cursor);
}

/** What cursors of an operation are bound to on this connection. */
export function cursorScope<T>(db: Connection, operation: PagedOperation<T>): CursorScope {
  const { binding, cursorKeys } = operation.plan;
  return {
    operation: operation.name,
    binding: [db.tableName, operation.kind, ...binding],
    free: cursorKeys.free,
    fixed: cursorKeys.fixed,
    secret: db.cursorSecret,
  };
}
