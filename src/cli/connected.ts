import { type Connection, connect } from '../client/connect.ts';
import { createClient } from '../client/create-client.ts';
import type { LoadedConfig } from './load-config.ts';
import type { Place } from './place.ts';

/** A connection to the config's table. */
export interface Connected {
  readonly db: Connection;
  readonly config: LoadedConfig;
  /** As messages and checkpoints name it: `http://127.0.0.1:8000`, or `aws eu-west-1`. */
  readonly place: string;
  /** Whether it is a local server, and not AWS. */
  readonly local: boolean;
  readonly region: string;
}

/** Connects to the table; makes no request. The client is the caller's to close. */
export async function connectTo(
  config: LoadedConfig,
  { endpoint, region }: Place,
  tableName: string | undefined,
): Promise<Connected> {
  const client = createClient({
    ...(region !== undefined && { region }),
    // No credentials from outside, so that no local server is ever mistaken for a real table, or told of them.
    ...(endpoint !== undefined && {
      endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  });
  const found = await client.config.region();
  const db = connect({
    table: config.table,
    tableName: tableName ?? config.tableName,
    client,
    capacity: true,
  });
  return { db, config, place: endpoint ?? `aws ${found}`, local: endpoint !== undefined, region: found };
}
