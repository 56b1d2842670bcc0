import type { CommandInput, CommandKind, CommandOutput } from './codec/commands.ts';
import type { Connection } from './connect.ts';
import { dispatch } from './dispatch.ts';

/** How a call is sent, beside what it says. */
export interface SendOptions {
  /** Ends the call with an `AbortError`. A write that was sent may have happened all the same. */
  readonly abortSignal?: AbortSignal | undefined;
}

/** Sends one command of an operation to the connection's real table, and tells the connection's listener of the answer. */
export async function runCommand<K extends CommandKind>(
  db: Connection,
  operation: string,
  kind: K,
  input: object,
  options: SendOptions,
): Promise<CommandOutput<K>> {
  options.abortSignal?.throwIfAborted();
  const sent = {
    ...input,
    TableName: db.tableName,
    ...(db.capacity ? { ReturnConsumedCapacity: 'TOTAL' } : {}),
  } as unknown as CommandInput<K>;
  const output = await dispatch(db.client, kind, sent, options);
  if (db.onCommand !== undefined) {
    db.onCommand({ operation, kind, items: itemCount(output), capacity: consumedCapacity(output) });
  }
  return output;
}

/** The capacity units that an answer reports. */
export function consumedCapacity(output: object): number | undefined {
  return (output as { ConsumedCapacity?: { CapacityUnits?: number } }).ConsumedCapacity?.CapacityUnits;
}

function itemCount(output: object): number {
  const { Item, Items, Attributes } = output as { Item?: unknown; Items?: unknown[]; Attributes?: unknown };
  return Items?.length ?? (Item === undefined && Attributes === undefined ? 0 : 1);
}
