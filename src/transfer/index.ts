export { type AthenaSqlOptions, athenaSql } from '../export/athena-sql.ts';
export type { ColumnTypeText } from '../export/column-type.ts';
export type { DeclaredColumns } from '../export/column-types.ts';
export type { ExportFormat, Manifest } from '../export/manifest.ts';
export type { PartitionBy, PartitionUnit } from '../export/partition.ts';
export type { ExportEstimate } from './estimate-cost.ts';
export { type EstimateOptions, estimateExport } from './estimate-export.ts';
export type { ExportFrom, ExportOptions, ExportProgress } from './export-options.ts';
export { type ExportResult, exportTable } from './export-table.ts';
export { importExport } from './import/import-export.ts';
export type { FailedRow, ImportOptions, ImportProgress, RowPlace } from './import/import-options.ts';
export { ImportIncomplete, ImportReport, type ImportTotals } from './import/import-report.ts';
export type { NativeExport } from './native/native-export.ts';
export {
  describeDynamodbExport,
  type StartExportOptions,
  startDynamodbExport,
} from './native/start-export.ts';
export type { DynamodbExportFrom } from './source/dynamodb-export-source.ts';
export type { PartitionFrom, QueryFrom } from './source/query-source.ts';
export type { ScanFrom } from './source/scan-source.ts';
export type { S3Options } from './target/open-target.ts';
export type {
  ColumnDifference,
  Verification,
  VerifiedEntity,
  VerifyProgress,
} from './verify/verification.ts';
export { type VerifyExportOptions, verifyExport } from './verify-export.ts';
