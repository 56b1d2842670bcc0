import { attemptsOf } from './attempts.ts';
import { consumedCapacity } from './consumed-capacity.ts';
import { trafficOf } from './wire.ts';

/** One command that was sent, for metrics, traces and logs. */
export interface CommandEvent {
  /** The operation or pattern, for example `Order.ofUser`. */
  readonly operation: string;
  /** `get`, `put`, `update`, `delete`, `query`, `scan`, `batchGet`, `batchWrite`, `transactGet` or `transactWrite`. */
  readonly kind: string;
  /** Items that came back. */
  readonly items: number;
  /** Items that the service read for them, before the filter; of a query or scan. Far more than `items` is waste that is paid for. */
  readonly scanned: number | undefined;
  /** Capacity units, when the connection asks for them. */
  readonly capacity: number | undefined;
  /** How often the SDK sent it. */
  readonly attempts: number;
  /** From the call to the answer, the SDK's waits between attempts included. */
  readonly milliseconds: number;
  /** Bytes of the request's body; `undefined` for a mock, and for a command that failed. */
  readonly bytesSent: number | undefined;
  /** Bytes of the answer's body, likewise. */
  readonly bytesReceived: number | undefined;
  /** The error that it ended with, as the SDK gave it; `undefined` when it was answered. */
  readonly error: unknown;
}

/** What is known of a command before it is sent. */
export interface SentCommand {
  readonly operation: string;
  readonly kind: string;
  /** Of `performance.now()`. */
  readonly since: number;
}

/** The event of a command that was answered. */
export function answeredEvent(sent: SentCommand, output: object): CommandEvent {
  const { ScannedCount } = output as { ScannedCount?: number };
  const traffic = trafficOf(output);
  return {
    operation: sent.operation,
    kind: sent.kind,
    items: itemCount(output),
    scanned: ScannedCount,
    capacity: consumedCapacity(output),
    attempts: attemptsOf(output),
    milliseconds: performance.now() - sent.since,
    bytesSent: traffic?.sent,
    bytesReceived: traffic?.received,
    error: undefined,
  };
}

/** The event of a command that failed. */
export function failedEvent(sent: SentCommand, error: unknown): CommandEvent {
  return {
    operation: sent.operation,
    kind: sent.kind,
    items: 0,
    scanned: undefined,
    capacity: undefined,
    attempts: attemptsOf(error),
    milliseconds: performance.now() - sent.since,
    bytesSent: undefined,
    bytesReceived: undefined,
    error,
  };
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
