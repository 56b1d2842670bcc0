import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import type { GetInput, ItemOperation, NativeItem } from '../operations/operation.ts';
import { unitId } from './write-units.ts';

/** What can stand in a batch of reads. */
export type BatchGetOperation = ItemOperation<unknown, 'get'>;

/** One item to be read, for all the inputs that ask for it. */
export interface GetUnit {
  readonly tableName: string;
  readonly id: string;
  readonly key: NativeItem;
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

/** The unit of each input, in order. Inputs for one item in one shape share a unit. */
export function getUnits(
  connections: readonly Connection[],
  operations: readonly BatchGetOperation[],
): GetUnit[] {
  if (!Array.isArray(operations)) {
    throw new RequestError(`${CALL} takes a list of operations, not ${shown(operations)}.`);
  }
  const names = new Map(connections.map((db) => [db.table, db.tableName]));
  const shapes = new Map<string, GetShape>();
  const units = new Map<string, GetUnit>();
  return operations.map((operation, index) => {
    checkKind(operation, index);
    const tableName = names.get(operation.table);
    if (tableName === undefined) {
      const known = connections.map((db) => db.table.name).join(', ');
      throw new RequestError(
        `${CALL}: ${operation.name}, at ${index}, is declared for table ${operation.table.name}, and the connection is to ${known}.`,
      );
    }
    const text = shapeText(operation.input);
    const shape = shapes.get(text) ?? shapeOf(operation.input);
    shapes.set(text, shape);
    const id = unitId(tableName, operation.key);
    const place = `${text} ${id}`;
    const unit = units.get(place) ?? newUnit(tableName, id, operation.key, shape);
    units.set(place, unit);
    return unit;
  });
}

function newUnit(tableName: string, id: string, key: NativeItem, shape: GetShape): GetUnit {
  return { tableName, id, key, shape, attempts: 0, answered: false, item: undefined, error: undefined };
}

/** The same for the same shape. */
function shapeText({ ConsistentRead, ProjectionExpression, ExpressionAttributeNames }: GetInput): string {
  const consistent = ConsistentRead === true ? 'consistent' : '';
  if (ProjectionExpression === undefined) return consistent;
  return `${consistent} ${ProjectionExpression} ${JSON.stringify(ExpressionAttributeNames)}`;
}

/** The shape of a read. A projection gets the key besides, by which an answer is told; the operation leaves it out again. */
function shapeOf({
  ConsistentRead,
  ProjectionExpression,
  ExpressionAttributeNames,
  Key,
}: GetInput): GetShape {
  const consistent = ConsistentRead === true ? { ConsistentRead } : {};
  if (ProjectionExpression === undefined) return consistent;
  const keys = Object.keys(Key).map((name, place) => [`#key${place}`, name] as const);
  return {
    ...consistent,
    ProjectionExpression: [ProjectionExpression, ...keys.map(([alias]) => alias)].join(', '),
    ExpressionAttributeNames: { ...ExpressionAttributeNames, ...Object.fromEntries(keys) },
  };
}

function checkKind(operation: BatchGetOperation | undefined, index: number): void {
  if (typeof operation !== 'object' || operation === null || typeof operation.name !== 'string') {
    throw new RequestError(
      `${CALL}: at ${index} there is ${shown(operation)}, not an operation of an entity.`,
    );
  }
  if (operation.kind !== 'get') {
    throw new RequestError(
      `${CALL}: ${operation.name}, at ${index}, is a ${operation.kind}; a batch of reads holds gets.`,
    );
  }
}
