import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import type { GetInput, ItemOperation, NativeItem } from '../operations/operation.ts';
import { checkOperation, tableNameOf } from './check-operation.ts';
import { unitId } from './write-units.ts';

/** What can stand in a batch of reads. */
export type BatchGetOperation = ItemOperation<unknown, 'get'>;

/** One item to be read, for all the inputs that ask for it. */
export interface GetUnit {
  readonly tableName: string;
  readonly id: string;
  /** One of those that ask for it. */
  readonly operation: BatchGetOperation;
  /** Several inputs ask for it. */
  shared: boolean;
  /** What the request says of its table: units of one shape only can share one. */
  readonly shape: GetShape;
  attempts: number;
  /** The service has answered for it. */
  answered: boolean;
  item: NativeItem | undefined;
  error: unknown;
}

/** How items of a table are read: the service takes one such for each table of a request. */
export interface GetShape {
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
}

const CALL = 'batchGet';

/** One input and what it asks for. */
export interface Read {
  readonly operation: BatchGetOperation;
  readonly unit: GetUnit;
}

/** Each input with its unit, in order. Inputs for one item in one shape share a unit. */
export function readsOf(
  connections: readonly Connection[],
  operations: readonly BatchGetOperation[],
): Read[] {
  if (!Array.isArray(operations)) {
    throw new RequestError(`${CALL} takes a list of operations, not ${shown(operations)}.`);
  }
  const shapes = new Map<string, { readonly shape: GetShape; readonly units: Map<string, GetUnit> }>();
  return Array.from(operations, (operation, index) => {
    checkKind(operation, index);
    const tableName = tableNameOf(connections, operation, () => `${CALL}: ${operation.name}, at ${index},`);
    const text = shapeText(operation.input);
    const shaped = shapes.get(text) ?? { shape: shapeOf(operation.input), units: new Map() };
    shapes.set(text, shaped);
    const id = unitId(tableName, operation.key);
    const known = shaped.units.get(id);
    if (known !== undefined) {
      known.shared = true;
      return { operation, unit: known };
    }
    const unit = newUnit(tableName, id, operation, shaped.shape);
    shaped.units.set(id, unit);
    return { operation, unit };
  });
}

function newUnit(tableName: string, id: string, operation: BatchGetOperation, shape: GetShape): GetUnit {
  return {
    tableName,
    id,
    operation,
    shared: false,
    shape,
    attempts: 0,
    answered: false,
    item: undefined,
    error: undefined,
  };
}

/** The same for the same shape. */
function shapeText({ ConsistentRead, ProjectionExpression, ExpressionAttributeNames }: GetInput): string {
  const consistent = ConsistentRead === true ? 'consistent' : '';
  if (ProjectionExpression === undefined) return consistent;
  return `${consistent} ${ProjectionExpression} ${JSON.stringify(ExpressionAttributeNames)}`;
}

/** The shape of a read. The projection of an operation has the key in it, by which an answer is told. */
function shapeOf({ ConsistentRead, ProjectionExpression, ExpressionAttributeNames }: GetInput): GetShape {
  return {
    ...(ConsistentRead === true && { ConsistentRead }),
    ...(ProjectionExpression !== undefined && { ProjectionExpression }),
    ...(ExpressionAttributeNames !== undefined && { ExpressionAttributeNames }),
  };
}

function checkKind(operation: BatchGetOperation, index: number): void {
  checkOperation(operation, index, CALL);
  if (operation.kind !== 'get') {
    throw new RequestError(
      `${CALL}: ${operation.name}, at ${index}, is of kind ${operation.kind}; a batch of reads holds gets.`,
    );
  }
}
