import type { Column } from './driver.ts';

/** A column of the tables: a library, and one way to use it. */
export interface ColumnEntry {
  /** The file in `columns`, without its ending. */
  readonly file: string;
  readonly title: string;
  /** The package whose version the report gives; `undefined` for ours. */
  readonly packageName: string | undefined;
  /** Beside the library, what the bulk loads use; default: `batchWrite25` of the column, with p-limit. */
  readonly loader?: string;
  /** What the bulk loads use, in words. */
  readonly loadedWith: string;
  readonly module: () => Promise<Column>;
}

/** What every ratio is to. */
export const BASE = 'lib';

/** The libraries, and how each is used. */
export const COLUMNS: readonly ColumnEntry[] = [
  {
    file: 'lib',
    title: 'lib-dynamodb',
    packageName: '@aws-sdk/lib-dynamodb',
    loadedWith: 'BatchWriteCommand and p-limit, without a look at UnprocessedItems',
    module: () => import('./columns/lib.ts'),
  },
  {
    file: 'monotable',
    title: 'monotable',
    packageName: undefined,
    loader: 'monotable',
    loadedWith: 'bulkLoad',
    module: () => import('./columns/monotable.ts'),
  },
  {
    file: 'monotableDocument',
    title: 'monotable, DocumentClient',
    packageName: undefined,
    loader: 'monotableDocument',
    loadedWith: 'bulkLoad over a DynamoDBDocumentClient',
    module: () => import('./columns/monotableDocument.ts'),
  },
  {
    file: 'electrodb',
    title: 'electrodb',
    packageName: 'electrodb',
    loader: 'electrodb',
    loadedWith: 'put(items).go({ concurrent })',
    module: () => import('./columns/electrodb.ts'),
  },
  {
    file: 'toolbox',
    title: 'dynamodb-toolbox',
    packageName: 'dynamodb-toolbox',
    loader: 'toolbox',
    loadedWith: 'BatchWriteCommand with maxAttempts: 10, and p-limit',
    module: () => import('./columns/toolbox.ts'),
  },
  {
    file: 'onetable',
    title: 'dynamodb-onetable',
    packageName: 'dynamodb-onetable',
    loadedWith: 'batchWrite, which repeats by itself, and p-limit',
    module: () => import('./columns/onetable.ts'),
  },
  {
    file: 'entityStore',
    title: 'entity-store',
    packageName: '@symphoniacloud/dynamodb-entity-store',
    loadedWith: 'batchPut and p-limit',
    module: () => import('./columns/entityStore.ts'),
  },
];

/** The title of a column, for a table. */
export function titleOf(file: string): string {
  return COLUMNS.find((column) => column.file === file)?.title ?? file;
}
