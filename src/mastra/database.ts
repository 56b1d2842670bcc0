import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { type Connection, connect } from '../client/connect.ts';
import { createClient } from '../client/create-client.ts';
import type { DynamoClient } from '../client/dispatch.ts';
import { RequestError, shown } from '../errors.ts';
import { compatibleLayout } from '../repositories/mastra/compatible/layout.ts';
import type { MastraLayout } from '../repositories/mastra/layout.ts';
import { nativeLayout } from '../repositories/mastra/native/layout.ts';
import { defineTable } from '../table/table.ts';
import { AbsentIndexes } from './absent-indexes.ts';
import { checkTtl } from './check-ttl.ts';
import {
  type DynamoDBTtlConfig,
  type DynamoDBTtlEntityName,
  getTtlAttributeName,
  isTtlEnabled,
} from './ttl.ts';

/** Which table, and how it is reached. */
export interface DatabaseConfig {
  /** 3 to 255 of `A-Z a-z 0-9 _ . -`. */
  readonly tableName: string;
  /**
   * Sends everything, and stays yours to close. A `DynamoDBDocumentClient` or a `DynamoDBClient`. Default: one is made of
   * the three that follow, and closed with the store.
   */
  readonly client?: DynamoClient;
  /** Default `'us-east-1'`. */
  readonly region?: string;
  /** For a local server: `'http://localhost:8000'`. */
  readonly endpoint?: string;
  /** Default: the SDK's own chain. */
  readonly credentials?: NonNullable<DynamoDBClientConfig['credentials']>;
  /** How long what is written lives. Default: for ever. */
  readonly ttl?: DynamoDBTtlConfig;
  /**
   * `'compatible'`: the keys of Mastra's own store, for tables that it wrote. `'native'`: for new tables; ids keep their case.
   * Default `'compatible'`.
   */
  readonly layout?: 'compatible' | 'native';
  /**
   * What is done where the table lacks an index: `'scan'` reads the whole table instead and warns once, `'error'` refuses.
   * Default `'scan'`.
   */
  readonly missingIndexes?: 'scan' | 'error';
  /**
   * How snapshots of workflow runs are stored. `'plain'`: as Mastra's own store does it, up to 400 KB. `'compressed'`: gzipped
   * above 16 KB, and in several items if need be; Mastra's own store cannot read those. What is stored is read either way.
   * Default `'plain'`.
   */
  readonly snapshots?: 'plain' | 'compressed';
  /** The clock. Default: the system's. */
  readonly now?: () => Date;
}

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const DEFAULT_REGION = 'us-east-1';
const LAYOUTS: Readonly<Record<string, MastraLayout>> = {
  compatible: compatibleLayout,
  native: nativeLayout,
};

/** A Mastra table, as all domains of a store share it. */
export class MastraDatabase {
  readonly connection: Connection;
  readonly layout: MastraLayout;
  readonly ttl: DynamoDBTtlConfig | undefined;
  readonly missingIndexes: 'scan' | 'error';
  readonly snapshots: 'plain' | 'compressed';
  readonly absent: AbsentIndexes;
  readonly #own: DynamoDBClient | undefined;

  /** @throws RequestError for a table name that there cannot be, and for settings that are none. */
  constructor(config: DatabaseConfig) {
    const { tableName, layout = 'compatible', missingIndexes = 'scan', snapshots = 'plain' } = config;
    if (typeof tableName !== 'string' || !TABLE_NAME.test(tableName)) {
      throw new RequestError(
        `DynamoDBStore: config.tableName ${shown(tableName)} is no name of a table: it has 3 to 255 letters, digits, "_", "." and "-".`,
      );
    }
    const found = Object.hasOwn(LAYOUTS, layout) ? LAYOUTS[layout] : undefined;
    if (found === undefined)
      throw new RequestError(`DynamoDBStore: config.layout is compatible or native, not ${shown(layout)}.`);
    if (missingIndexes !== 'scan' && missingIndexes !== 'error')
      throw new RequestError(
        `DynamoDBStore: config.missingIndexes is scan or error, not ${shown(missingIndexes)}.`,
      );
    if (snapshots !== 'plain' && snapshots !== 'compressed')
      throw new RequestError(
        `DynamoDBStore: config.snapshots is plain or compressed, not ${shown(snapshots)}.`,
      );
    // Not by its class: it may be of another copy of the SDK.
    if (config.client !== undefined && typeof config.client?.send !== 'function')
      throw new RequestError(
        `DynamoDBStore: config.client is a DynamoDBDocumentClient or a DynamoDBClient, not ${shown(config.client)}.`,
      );
    if (config.now !== undefined && typeof config.now !== 'function')
      throw new RequestError(
        `DynamoDBStore: config.now is a function that gives a Date, not ${shown(config.now)}.`,
      );
    checkTtl(config.ttl);
    this.layout = found;
    this.ttl = config.ttl;
    this.missingIndexes = missingIndexes;
    this.snapshots = snapshots;
    this.#own = config.client === undefined ? ownClient(config) : undefined;
    const client = config.client ?? this.#own;
    this.connection = connect({
      table: found.table,
      tableName,
      ...(client && { client }),
      ...(config.now && { now: config.now }),
    });
    this.absent = new AbsentIndexes(() => this.now());
  }

  now(): Date {
    return this.connection.now();
  }

  /**
   * The same table as it is to be created: with the time to live attribute that the config names.
   *
   * @throws RequestError when it names several, of which a table has one.
   */
  tableConnection(): Connection {
    const { connection, layout, ttl = {} } = this;
    const enabled = Object.keys(ttl).filter((name) => isTtlEnabled(name as DynamoDBTtlEntityName, ttl));
    const names = new Set(enabled.map((name) => getTtlAttributeName(name as DynamoDBTtlEntityName, ttl)));
    if (names.size > 1) {
      throw new RequestError(
        `A table has one time to live attribute, and config.ttl names ${[...names].join(' and ')}.`,
      );
    }
    const [name] = names;
    if (name === undefined) return connection;
    const { declaration } = layout.table;
    const table = defineTable({ ...declaration, ttl: name });
    return connect({ table, tableName: connection.tableName, client: connection.client });
  }

  /** Closes the client that was made here; one that was given stays open. */
  close(): void {
    this.#own?.destroy();
  }
}

function ownClient({ region, endpoint, credentials }: DatabaseConfig): DynamoDBClient {
  return createClient({
    region: region ?? DEFAULT_REGION,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  });
}

/** What a domain is made of: the database of a store, or how to reach one. */
export type DomainConfig = DatabaseConfig | { readonly database: MastraDatabase };

export function databaseOf(config: DomainConfig): MastraDatabase {
  return 'database' in config ? config.database : new MastraDatabase(config);
}
