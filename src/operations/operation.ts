import type { EntityModel } from '../table/entity.ts';
import type { Table } from '../table/table.ts';

/** An item, a key or a set of values as JavaScript sees it. */
export type NativeItem = Record<string, unknown>;

interface ConditionInput {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: NativeItem;
  ReturnValuesOnConditionCheckFailure?: 'ALL_OLD';
  ReturnConsumedCapacity?: 'TOTAL' | 'INDEXES';
}

export interface GetInput {
  TableName: string;
  Key: NativeItem;
  ConsistentRead?: boolean;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ReturnConsumedCapacity?: 'TOTAL' | 'INDEXES';
}

export interface PutInput extends ConditionInput {
  TableName: string;
  Item: NativeItem;
  ReturnValues?: 'ALL_OLD';
}

export interface UpdateInput extends ConditionInput {
  TableName: string;
  Key: NativeItem;
  UpdateExpression: string;
  ReturnValues?: 'ALL_NEW' | 'ALL_OLD';
}

export interface DeleteInput extends ConditionInput {
  TableName: string;
  Key: NativeItem;
  ReturnValues?: 'ALL_OLD';
}

/** A condition on an item that is not written. */
export interface CheckInput extends ConditionInput {
  TableName: string;
  Key: NativeItem;
  ConditionExpression: string;
}

export interface ScanInput {
  TableName: string;
  IndexName?: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: NativeItem;
  ExclusiveStartKey?: NativeItem;
  Limit?: number;
  Select?: 'COUNT';
  ConsistentRead?: boolean;
  ReturnConsumedCapacity?: 'TOTAL' | 'INDEXES';
  Segment?: number;
  TotalSegments?: number;
}

export interface QueryInput extends Omit<ScanInput, 'Segment' | 'TotalSegments'> {
  KeyConditionExpression: string;
  ScanIndexForward?: boolean;
}

/** The SDK inputs that operations carry, with native values, by kind. They are what lib-dynamodb's commands take. */
export interface CommandInputs {
  get: GetInput;
  put: PutInput;
  update: UpdateInput;
  delete: DeleteInput;
  query: QueryInput;
  scan: ScanInput;
}

/** What a command answered, as far as an operation reads it. */
export interface ItemOutput {
  readonly Item?: NativeItem | undefined;
  readonly Attributes?: NativeItem | undefined;
}

/**
 * One SDK command as data: made by a pure builder, visible in `input`, sent by `send`. Nothing has happened yet.
 * `R` is what `send` gives for it.
 */
export interface Operation<R> {
  /** For example `Order.create`. */
  readonly name: string;
  readonly mode: 'item' | 'page' | 'first' | 'count';
  /** The table it is declared for. `input.TableName` is the declared name; `send` puts the real one in its place. */
  readonly table: Table;
  /** Never there at run time: it only carries the result's type. */
  readonly result?: R;
}

/** An operation on one item by its primary key. */
export interface ItemOperation<
  R,
  K extends 'get' | 'put' | 'update' | 'delete' = 'get' | 'put' | 'update' | 'delete',
> extends Operation<R> {
  readonly mode: 'item';
  readonly kind: K;
  readonly input: CommandInputs[K];
  readonly entity: EntityModel;
  /** The primary key of the item. */
  readonly key: NativeItem;
  /**
   * Of a create: whether its item, met after a lost answer, is its own. Not one that says nothing beside its key: another
   * caller's would look the same.
   */
  readonly knowsItsItem?: () => boolean;
  /** What the caller gets for the command's answer. */
  readonly read: (output: ItemOutput) => R;
  /** The error that a false condition means here; `present` is the item as it stands, if the service returned it. */
  readonly refused: (present: NativeItem | undefined, cause: unknown) => Error;
}

/** What is not in the input of a write that is done whatever is there, and tells nothing of it. */
interface PlainInput {
  readonly ConditionExpression?: never;
  readonly ReturnValues?: never;
}

/** A put or delete without a condition, which does not ask for the old item: the only writes that a batch can hold. */
export interface PlainWrite<R, K extends 'put' | 'delete' = 'put' | 'delete'> extends ItemOperation<R, K> {
  readonly input: CommandInputs[K] & PlainInput;
}

/**
 * A condition on an item that the same transaction does not write. Only a transaction can hold it: `send` does not take
 * it.
 */
export interface CheckOperation {
  /** For example `User.check`. */
  readonly name: string;
  readonly mode: 'check';
  readonly kind: 'check';
  readonly table: Table;
  readonly input: CheckInput;
  readonly entity: EntityModel;
  readonly key: NativeItem;
  readonly refused: (present: NativeItem | undefined, cause: unknown) => Error;
}

/** What became of one raw item of a page: `undefined` means that it is none of the reader's business. */
export type Reading<T> = { readonly item: T } | { readonly rejected: RejectedItem } | undefined;

/** An item that was read but is not what the reader asked for; the rest of the page is unharmed. */
export interface RejectedItem {
  /** Why: no entity of this table has that name, or the item failed the entity's validator or `upgrade`. */
  readonly reason: 'unknown entity' | 'invalid';
  /** The entity's name as stored, if there is one. */
  readonly entity: string | undefined;
  readonly message: string;
  /** The item as stored, with its keys. */
  readonly item: NativeItem;
}

/** The commands that read many items. */
type ReadKind = 'query' | 'scan';

/** A read of many items: one command, sent again for each further part. */
export interface PageOperation<T, K extends ReadKind = ReadKind> extends Operation<Page<T>> {
  readonly mode: 'page';
  readonly kind: K;
  readonly input: CommandInputs[K];
  readonly plan: PagePlan<T>;
}

/** The first item of a query, or `undefined`. */
export interface FirstOperation<T, K extends ReadKind = ReadKind> extends Operation<T | undefined> {
  readonly mode: 'first';
  readonly kind: K;
  readonly input: CommandInputs[K];
  readonly plan: PagePlan<T>;
}

/** How many items a query or scan matches, counted by the service page by page. */
export interface CountOperation<K extends ReadKind = ReadKind> extends Operation<number> {
  readonly mode: 'count';
  readonly kind: K;
  readonly input: CommandInputs[K];
  readonly plan: PagePlan<unknown>;
}

/** Everything about reading pages that is not in the command itself. */
export interface PagePlan<T> {
  /** The conditions can hold for no item: no request is made. */
  readonly empty: boolean;
  readonly limit: number | undefined;
  readonly maxRequests: number | undefined;
  /** The cursor to go on from, unchecked. */
  readonly cursor: string | undefined;
  /** The key attributes whose values a cursor must hold, and those that the query itself fixes. */
  readonly cursorKeys: { readonly free: readonly string[]; readonly fixed: NativeItem };
  /** What a cursor is bound to, beside the table's real name. */
  readonly binding: readonly unknown[];
  readonly segments: number;
  /** Of a query over a sharded partition key: what it asks, beside `input`, which asks the first. */
  readonly shards?: Shards | undefined;
  readonly read: (raw: NativeItem) => Reading<T>;
}

/** The partitions that a query reads side by side, and the order that their items have together. */
export interface Shards {
  readonly partitions: readonly Shard[];
  /** The attributes that the items of each are sorted by. */
  readonly sortedBy: readonly string[];
  readonly descending: boolean;
}

/** One of the partitions. */
export interface Shard {
  /** The key attribute whose value names it. */
  readonly fixed: NativeItem;
  /** That value by its placeholder, to take the place of the first one's in `ExpressionAttributeValues`. */
  readonly values: NativeItem;
}

/** A part of the answer to a query. */
export interface Page<T> {
  /** At most `limit` items; fewer only at the end, or after `maxRequests`. */
  readonly items: T[];
  /** Where to go on: give it as `cursor`. `undefined` at the end. There may be a cursor and then nothing behind it. */
  readonly cursor: string | undefined;
  /** Items that are not of the expected kind or shape. Empty in a healthy table. */
  readonly rejected: RejectedItem[];
  /** Requests made. */
  readonly requests: number;
  /** Items that the service read, before filters: what the query costs. */
  readonly scanned: number;
  /** Capacity units consumed, when asked for. */
  readonly capacity: number | undefined;
}
