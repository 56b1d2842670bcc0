export { BatchGetReport, type BatchItems, batchGet, type GetStatus } from './batch/batch-get.ts';
export {
  type BatchEntry,
  BatchIncomplete,
  type BatchOperation,
  BatchReport,
  type BatchTotals,
} from './batch/batch-report.ts';
export {
  type BatchOptions,
  type BatchProgress,
  type BatchWriteOptions,
  type BatchWriteReport,
  batchWrite,
  type WriteStatus,
} from './batch/batch-write.ts';
export { bulkLoad } from './batch/bulk-load.ts';
export type { BulkLoadOptions, LoadProgress } from './batch/bulk-options.ts';
export { BulkReport, type BulkTotals, type FailedWrite, LoadIncomplete } from './batch/bulk-report.ts';
export type { DrainClock, StopReason } from './batch/drain.ts';
export type { BatchGetOperation } from './batch/get-units.ts';
export type { BatchWriteOperation, DuplicatePolicy } from './batch/write-units.ts';
export type { CommandEvent } from './client/command-event.ts';
export { type Connection, type ConnectOptions, connect } from './client/connect.ts';
export { createClient } from './client/create-client.ts';
export type { DynamoClient } from './client/dispatch.ts';
export { checkTable, type EnsuredTable, ensureTable } from './client/ensure-table.ts';
export type { SendOptions } from './client/run-command.ts';
export {
  AlreadyClaimed,
  AlreadyExists,
  ConditionFailed,
  CursorError,
  DeclarationError,
  type ErrorDetails,
  InProgress,
  InvalidItem,
  type ItemIssue,
  KeyError,
  MonotableError,
  NotFound,
  RequestError,
  TableDiffers,
  TokenMismatch,
  TransactionCancelled,
  type TransactionFailure,
  ValueError,
  VersionConflict,
} from './errors.ts';
export { compileCondition } from './expressions/compile-condition.ts';
export { compileProjection } from './expressions/compile-projection.ts';
export { compileUpdate } from './expressions/compile-update.ts';
export { and, at, type Condition, type ConditionNode, not, or } from './expressions/condition.ts';
export { checkExpression } from './expressions/limits.ts';
export {
  attribute,
  beginsWith,
  between,
  contains,
  eq,
  exists,
  gt,
  gte,
  lt,
  lte,
  missing,
  type NumberText,
  ne,
  type Operator,
  ofType,
  oneOf,
  size,
} from './expressions/operators.ts';
export {
  append,
  ifNotExists,
  increment,
  type Patch,
  prepend,
  type SetFunction,
} from './expressions/patch.ts';
export type { AttributePath, PathSegment } from './expressions/path.ts';
export { ExpressionScope } from './expressions/scope.ts';
export { type Key, key } from './keys/key.ts';
export { compareKeys } from './keys/order.ts';
export type { CheckOptions } from './operations/check.ts';
export type { TemplateFields } from './operations/checked-keys.ts';
export {
  type Claim,
  type ClaimBuilders,
  type ClaimItem,
  type ClaimTypes,
  defineClaim,
} from './operations/define-claim.ts';
export { type Collection, type CollectionItem, defineCollection } from './operations/define-collection.ts';
export { defineEntity } from './operations/define-entity.ts';
export type { DeleteOptions } from './operations/delete.ts';
export type {
  Entity,
  EntityBuilders,
  ItemOf,
  OneBuilder,
  PatternBuilder,
  QueryBuilder,
  ScanBuilder,
} from './operations/entity-builders.ts';
export type {
  CheckKey,
  EntityTypes,
  ExpiresIn,
  ItemCondition,
  ItemKey,
  ItemPatch,
  KeyAttributes,
  NewItem,
  PatternItem,
  QueryArguments,
  WriteKey,
} from './operations/entity-types.ts';
export type { GetOptions } from './operations/get.ts';
export type {
  CheckOperation,
  CountOperation,
  FirstOperation,
  ItemOperation,
  Operation,
  Page,
  PageOperation,
  PlainWrite,
  RejectedItem,
} from './operations/operation.ts';
export type { Select } from './operations/projection.ts';
export type { PutOptions, ReturnNone, ReturnOld } from './operations/put.ts';
export type { FilterOptions, FirstOptions, PageOptions } from './operations/read-options.ts';
export { expireNow, touch } from './operations/touch.ts';
export type { UpdateOptions } from './operations/update.ts';
export type { WriteClock } from './operations/write-clock.ts';
export { type CollectionMethod, collection } from './repositories/collection.ts';
export { type IterateOptions, iterate } from './repositories/iterate.ts';
export { type OnceOptions, type OnceRecord, type OnceResult, once } from './repositories/once.ts';
export { repository } from './repositories/repository.ts';
export type {
  OneMethod,
  QueryMethod,
  Repository,
  RepositoryMethods,
  RepositoryOf,
  ScanMethod,
} from './repositories/repository-types.ts';
export { send } from './repositories/send.ts';
export { cdk } from './table/cdk.ts';
export { cloudFormation } from './table/cloud-formation.ts';
export { type CreateTableInput, createTableInput } from './table/create-table-input.ts';
export { describe, type PatternDescription, type TableDescription } from './table/describe.ts';
export type { Expiry } from './table/expiry.ts';
export {
  iamPolicy,
  type PolicyDocument,
  type PolicyOptions,
  type PolicyStatement,
} from './table/iam-policy.ts';
export { defineTable, type IndexDeclaration, type Table, type TableDeclaration } from './table/table.ts';
export type { TableDifference } from './table/table-differences.ts';
export type { TemplateOptions } from './table/template-options.ts';
export type { Validator } from './table/validator.ts';
export { type ConflictOptions, retryOnConflict } from './transactions/retry-on-conflict.ts';
export { type Gotten, type TransactGetOptions, transactGet } from './transactions/transact-get.ts';
export {
  type TransactWriteOptions,
  transactWrite,
  type WriteOperation,
  type Written,
} from './transactions/transact-write.ts';
