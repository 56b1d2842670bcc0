import type { CommandInput, CommandKind, CommandOutput } from './codec/commands.ts';
import { answeredEvent, type CommandEvent, failedEvent } from './command-event.ts';
import type { Connection } from './connect.ts';
import { dispatch } from './dispatch.ts';

/** How a call is sent, beside what it says. */
export interface SendOptions {
  /**
   * Ends the call: with the signal's reason before anything was sent, else with an `AbortError`. A write that was sent may
   * have happened all the same.
   */
  readonly abortSignal?: AbortSignal | undefined;
}

/** Sends one command of an operation, and tells the connection's listener what came of it. */
export async function runCommand<K extends CommandKind>(
  db: Connection,
  operation: string,
  kind: K,
  input: object,
  options: SendOptions,
): Promise<CommandOutput<K>> {
  options.abortSignal?.throwIfAborted();
  const given = (db.capacity ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input) as CommandInput<K>;
  const { onCommand } = db;
  if (onCommand === undefined) return dispatch(db.client, kind, given, options);
  const sent = { operation, kind, since: performance.now() };
  let output: CommandOutput<K>;
  try {
    output = await dispatch(db.client, kind, given, options);
  } catch (error) {
    tellOfFailure(onCommand, failedEvent(sent, error));
    throw error;
  }
  tell(onCommand, answeredEvent(sent, output));
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

/** The command's own error says more than the listener's, and decides what happens next. */
function tellOfFailure(listener: (event: CommandEvent) => void, event: CommandEvent): void {
  try {
    listener(event);
  } catch {
    // The same listener will throw at the next answer, and be heard then.
  }
}
