import { RequestError, shown } from '../errors.ts';
import type { Table } from '../table/table.ts';
import type { CommandEvent } from './command-event.ts';
import { keepCompact } from './compact-config.ts';
import { createClient } from './create-client.ts';
import type { DynamoClient } from './dispatch.ts';

/** How a table is reached. */
export interface ConnectOptions {
  readonly table: Table;
  /** The table's real name. Default: the declared name. */
  readonly tableName?: string | undefined;
  /**
   * The client that sends everything: a `DynamoDBDocumentClient` gets lib-dynamodb's commands, a `DynamoDBClient`
   * low-level ones; that is also what to mock. It stays the caller's to close. Default: `createClient()`, a
   * `DynamoDBClient` with the SDK's own settings for region and credentials.
   */
  readonly client?: DynamoClient;
  /** Signs cursors, so that forged ones are found out: 16 bytes at least, the same on every server. Default: unsigned. */
  readonly cursorSecret?: string | Uint8Array;
  /** Ask for the capacity that each command consumed. Default `false`. */
  readonly capacity?: boolean;
  /**
   * Called after each command, answered or failed. What it throws after an answer comes out of the call, as the `cause` of an
   * Error.
   */
  readonly onCommand?: (event: CommandEvent) => void;
  /** The clock for stamps. Default: the system's. */
  readonly now?: () => Date;
}

/** A table, its real name and the client that reaches it. */
export interface Connection {
  readonly table: Table;
  readonly tableName: string;
  readonly client: DynamoClient;
  readonly cursorSecret: string | Uint8Array | undefined;
  readonly capacity: boolean;
  readonly onCommand: ((event: CommandEvent) => void) | undefined;
  readonly now: () => Date;
}

const OPTIONS: readonly string[] = [
  'table',
  'tableName',
  'client',
  'cursorSecret',
  'capacity',
  'onCommand',
  'now',
];

/** Below this an HMAC key can be guessed. RFC 2104 advises the length of the hash; 128 bits are the least in use. */
const MIN_SECRET_BYTES = 16;

/**
 * Binds a declared table to a real one. Makes no request.
 *
 * @throws RequestError for a cursor secret under 16 bytes.
 * @example
 * ```ts
 * import { connect, defineTable } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop' });
 * const db = connect({ table: shop, tableName: 'shop-production' });
 * ```
 */
export function connect(options: ConnectOptions): Connection {
  const { table, cursorSecret } = options;
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name))
      throw new RequestError(`connect has no option ${shown(name)}; there are ${OPTIONS.join(', ')}.`);
  }
  if (cursorSecret !== undefined && Buffer.byteLength(cursorSecret) < MIN_SECRET_BYTES) {
    throw new RequestError(
      `connect: cursorSecret needs ${MIN_SECRET_BYTES} bytes, not ${Buffer.byteLength(cursorSecret)}.`,
    );
  }
  if (options.tableName === '')
    throw new RequestError(`connect: tableName is ${shown('')}; leave it out for ${table.name}.`);
  const client = options.client ?? createClient();
  keepCompact(client.config);
  return {
    table,
    tableName: options.tableName ?? table.name,
    client,
    cursorSecret,
    capacity: options.capacity ?? false,
    onCommand: options.onCommand,
    now: options.now ?? (() => new Date()),
  };
}
