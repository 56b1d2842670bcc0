import { ConsoleLogger, type IMastraLogger } from '@mastra/core/logger';
import { MastraCompositeStore, type RetentionConfig, type StorageDomains } from '@mastra/core/storage';
import { ensureTable as ensureDeclared } from '../client/ensure-table.ts';
import { RequestError } from '../errors.ts';
import { BackgroundTasksStorageDynamoDB } from './background-tasks/background-task-storage.ts';
import { type DatabaseConfig, MastraDatabase } from './database.ts';
import { MemoryStorageDynamoDB } from './memory/memory-storage.ts';
import { ObservabilityStorageDynamoDB } from './observability/observability-storage.ts';
import { ScoresStorageDynamoDB } from './scores/score-storage.ts';
import { attempt, storeError } from './store-error.ts';
import { describeIndexes } from './table-indexes.ts';
import { WorkflowStorageDynamoDB } from './workflows/workflow-storage.ts';

/** How a store is made. */
export interface DynamoDBStoreConfig extends DatabaseConfig {
  /** Names the store among those of Mastra. Default: the store's `id`, its `name`, or `'dynamodb'`. */
  readonly id?: string;
  /** `true`: Mastra does not look for the table by itself. */
  readonly disableInit?: boolean;
  /** What `prune()` deletes, by age. Default: nothing. */
  readonly retention?: RetentionConfig;
}

const DEFAULT_NAME = 'dynamodb';

/**
 * Mastra's storage in one DynamoDB table: memory, workflows, scores, background tasks and traces. It reads and writes the tables
 * of `@mastra/dynamodb`, and takes its place with another import.
 *
 * @throws MastraError for a config that cannot be.
 * @example
 * ```ts
 * import { DynamoDBStore } from 'monotable/mastra';
 *
 * const storage = new DynamoDBStore({
 *   id: 'dynamodb',
 *   config: { tableName: 'mastra-single-table', region: 'eu-west-1' },
 * });
 * ```
 */
export class DynamoDBStore extends MastraCompositeStore {
  override stores: StorageDomains;
  readonly #database: MastraDatabase;

  constructor({ id, name, config }: { id?: string; name?: string; config: DynamoDBStoreConfig }) {
    const storeId = config?.id ?? id ?? name ?? DEFAULT_NAME;
    super({
      id: storeId,
      name: name ?? storeId,
      ...(config?.disableInit !== undefined && { disableInit: config.disableInit }),
      ...(config?.retention !== undefined && { retention: config.retention }),
    });
    try {
      if (typeof config !== 'object' || config === null)
        throw new RequestError('DynamoDBStore needs a config with the name of a table.');
      this.#database = new MastraDatabase(config);
    } catch (error) {
      throw storeError('CONSTRUCTOR', {}, error);
    }
    const database = this.#database;
    this.stores = {
      memory: new MemoryStorageDynamoDB({ database }),
      workflows: new WorkflowStorageDynamoDB({ database }),
      scores: new ScoresStorageDynamoDB({ database }),
      backgroundTasks: new BackgroundTasksStorageDynamoDB({ database }),
      observability: new ObservabilityStorageDynamoDB({ database }),
    };
    this.__setLogger(new ConsoleLogger({ name: `STORAGE - ${storeId}`, level: 'warn' }));
  }

  /** Warnings of the domains, such as of an index that is not there, go where the store's go. */
  override __setLogger(logger: IMastraLogger): void {
    super.__setLogger(logger);
    for (const domain of Object.values(this.stores)) domain.__setLogger(logger);
  }

  /** Looks whether the table is there, and which of the indexes. Mastra calls it before it first uses the store. */
  override async init(): Promise<void> {
    const database = this.#database;
    const { tableName } = database.connection;
    this.hasInitialized ??= attempt('INIT', { tableName }, async () => {
      await describeIndexes(database);
      return true;
    });
    try {
      await this.hasInitialized;
    } catch (error) {
      // The next call looks again.
      this.hasInitialized = null;
      throw error;
    }
  }

  /**
   * Creates the table with all of its indexes if it is not there, waits until it is active, and switches its time to live on if
   * one is configured. A table that is there is not altered.
   *
   * @throws MastraError, with TableDiffers as its cause, when the table is another one.
   */
  async ensureTable(): Promise<void> {
    const { connection } = this.#database;
    await attempt('ENSURE_TABLE', { tableName: connection.tableName }, async () => {
      await ensureDeclared(this.#database.tableConnection());
    });
  }

  /** Closes the client that the store has made. One that it was given stays open. */
  override async close(): Promise<void> {
    this.#database.close();
  }
}
