export { compatibleTable } from '../repositories/mastra/compatible/table.ts';
export { nativeTable } from '../repositories/mastra/native/table.ts';
export { BackgroundTasksStorageDynamoDB } from './background-tasks/background-task-storage.ts';
export type {
  DatabaseConfig as DynamoDBDomainRestConfig,
  DomainConfig as DynamoDBDomainConfig,
} from './database.ts';
export { MemoryStorageDynamoDB } from './memory/memory-storage.ts';
export {
  type MigrationOptions,
  type MigrationProgress,
  type MigrationReport,
  migrateLayout,
} from './migration/migrate-layout.ts';
export type { SkippedItem, SkipReason } from './migration/migrated-item.ts';
export type {
  MigratedCounts,
  MigrationCheckpoint,
  SkippedCounts,
} from './migration/migration-checkpoint.ts';
export type { MigrationTables } from './migration/migration-tables.ts';
export type { SegmentPosition } from './migration/scan-segments.ts';
export {
  type MigrationDifference,
  type VerifyOptions,
  type VerifyReport,
  verifyMigration,
} from './migration/verify-migration.ts';
export { ObservabilityStorageDynamoDB } from './observability/observability-storage.ts';
export { ScoresStorageDynamoDB } from './scores/score-storage.ts';
export { DynamoDBStore, type DynamoDBStoreConfig } from './store.ts';
export {
  calculateTtl,
  type DynamoDBEntityTtlConfig,
  type DynamoDBTtlConfig,
  type DynamoDBTtlEntityName,
  getTtlAttributeName,
  getTtlProps,
  isTtlEnabled,
} from './ttl.ts';
export { WorkflowStorageDynamoDB } from './workflows/workflow-storage.ts';
