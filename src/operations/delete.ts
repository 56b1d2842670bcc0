import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { checkChoice, checkOptions } from './check-options.ts';
import { type AnyCondition, addCondition, conditionFailed } from './condition-input.ts';
import { notFound } from './get.ts';
import { itemKey } from './item-key.ts';
import type { DeleteInput, ItemOperation, NativeItem } from './operation.ts';
import type { Returning } from './put.ts';
import { readWritten } from './reading.ts';

/** How one item is deleted. */
export interface DeleteOptions<C = AnyCondition> {
  /** Delete only if this holds. If there is no item at all, that is NotFound. */
  readonly if?: C;
}

/** Deletes one item. Deleting what is not there is no error, unless a condition was given. */
export function deleteOperation(
  entity: EntityModel,
  parts: object,
  options: DeleteOptions & Returning = {},
): ItemOperation<NativeItem | undefined, 'delete'> {
  const operation = `${entity.name}.delete`;
  checkOptions(options, ['if', 'return'], operation);
  checkChoice('return', options.return, ['none', 'old'], operation);
  const input: DeleteInput = { TableName: entity.table.name, Key: itemKey(entity, parts) };
  addCondition(input, new ExpressionScope(), operation, undefined, options.if);
  if (options.return === 'old') input.ReturnValues = 'ALL_OLD';
  return {
    mode: 'item',
    kind: 'delete',
    name: operation,
    entity,
    table: entity.table,
    input,
    read: ({ Attributes }) =>
      options.return === 'old' && Attributes !== undefined
        ? readWritten(entity, Attributes, operation)
        : undefined,
    refused: (present, cause) =>
      present === undefined
        ? notFound(entity, operation, input.Key, cause)
        : conditionFailed(entity, operation, input.Key, present, cause),
  };
}
