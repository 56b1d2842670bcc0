import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { checkChoice, checkOptions } from './check-options.ts';
import { type AnyCondition, addCondition } from './condition-input.ts';
import { existingCondition, refusal } from './existing.ts';
import { isGone, liveText } from './expiry.ts';
import { itemKey } from './item-key.ts';
import type { DeleteInput, ItemOperation, NativeItem } from './operation.ts';
import type { Returning } from './put.ts';
import { readWritten } from './reading.ts';
import { versionRead } from './version.ts';
import type { WriteClock } from './write-clock.ts';

/** How one item is deleted. */
export interface DeleteOptions<C = AnyCondition> extends WriteClock {
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
  const existing = { entity, operation, key, read, now: options.now ?? new Date() };
  // What holds of an item that has expired says nothing; without a condition it may go.
  const live = options.if === undefined ? undefined : liveText(entity, scope, existing.now, operation);
  const builtIn = read === undefined ? live : existingCondition(existing, scope);
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
      options.return === 'old' && Attributes !== undefined && !isGone(entity, Attributes, existing.now)
        ? readWritten(entity, Attributes, operation)
        : undefined,
    refused: (present, cause) => refusal(existing, present, cause),
  };
}
