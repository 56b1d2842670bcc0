import type { CommandInput, CommandKind, CommandOutput } from './codec/commands.ts';
import type { CommandEvent, Connection } from './connect.ts';
import { dispatch } from './dispatch.ts';

/** How a call is sent, beside what it says. */
export interface SendOptions {
  /**
   * Ends the call: with the signal's reason before anything was sent, else with an `AbortError`. A write that was sent may
   * have happened all the same.
   */
  readonly abortSignal?: AbortSignal | undefined;
}

/** Sends one command of an operation, and tells the connection's listener of the answer. */
export async function runCommand<K extends CommandKind>(
  db: Connection,
  operation: string,
  kind: K,
  input: object,
  options: SendOptions,
): Promise<CommandOutput<K>> {
  options.abortSignal?.throwIfAborted();
  const sent = (db.capacity ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input) as CommandInput<K>;
  const output = await dispatch(db.client, kind, sent, options);
  if (db.onCommand !== undefined) {
    tell(db.onCommand, { operation, kind, items: itemCount(output), capacity: consumedCapacity(output) });
  }
  return output;
}

/**
 * What a listener throws must pass neither for an error of the service, after which the command would be sent again, nor for
 * one of ours, which refuse an item.
 */
function tell(listener: (event: CommandEvent) => void, event: CommandEvent): void {
  try {
    listener(event);
  } catch (cause) {
    throw new Error(`onCommand threw after ${event.operation} was answered: ${String(cause)}`, { cause });
  }
}

interface Consumed {
  readonly CapacityUnits?: number | undefined;
}

/** The capacity units that an answer reports, of all tables together. */
export function consumedCapacity(output: object): number | undefined {
  const { ConsumedCapacity: consumed } = output as { ConsumedCapacity?: Consumed | Consumed[] };
  if (!Array.isArray(consumed)) return consumed?.CapacityUnits;
  const units = consumed.flatMap(({ CapacityUnits }) => CapacityUnits ?? []);
  return units.length === 0 ? undefined : units.reduce((sum, unit) => sum + unit, 0);
}

interface Items {
  readonly Item?: unknown;
  readonly Attributes?: unknown;
  readonly Items?: readonly unknown[];
  /** Of a transaction a list, of a batch lists by table. */
  readonly Responses?: readonly Items[] | Readonly<Record<string, readonly unknown[]>>;
}

function itemCount(output: object): number {
  const { Item, Attributes, Items, Responses } = output as Items;
  if (Items !== undefined) return Items.length;
  if (Array.isArray(Responses)) return Responses.filter((response) => response.Item !== undefined).length;
  if (Responses !== undefined) return Object.values(Responses).flat().length;
  return Item === undefined && Attributes === undefined ? 0 : 1;
}
