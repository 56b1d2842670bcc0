import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { checkChoice, checkOptions } from './check-options.ts';
import { type AnyCondition, addCondition } from './condition-input.ts';
import { itemKey } from './item-key.ts';
import type { DeleteInput, ItemOperation, NativeItem } from './operation.ts';
import type { Returning } from './put.ts';
import { readWritten } from './reading.ts';
import { existingCondition, refusal, versionRead } from './version.ts';

/** How one item is deleted. */
export interface DeleteOptions<C = AnyCondition> {
  /** Delete only if this holds. If there is no item at all, that is NotFound; so it is for an entity with versions. */
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
  const key = itemKey(entity, parts);
  const read = versionRead(entity, parts, operation);
  const scope = new ExpressionScope();
  const input: DeleteInput = { TableName: entity.table.name, Key: key };
  const builtIn = read && existingCondition(entity, read, scope, operation);
  addCondition(input, scope, operation, builtIn, options.if);
  if (options.return === 'old') input.ReturnValues = 'ALL_OLD';
  return {
    mode: 'item',
    kind: 'delete',
    name: operation,
    entity,
    table: entity.table,
    key,
    input,
    read: ({ Attributes }) =>
      options.return === 'old' && Attributes !== undefined
        ? readWritten(entity, Attributes, operation)
        : undefined,
    refused: (present, cause) => refusal(entity, operation, key, read, present, cause),
  };
}
