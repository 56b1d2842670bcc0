import { ConditionFailed } from '../errors.ts';
import { compileCondition } from '../expressions/compile-condition.ts';
import type { Condition } from '../expressions/condition.ts';
import { checkExpression } from '../expressions/limits.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { keyText } from './item-key.ts';
import type { NativeItem, PutInput, UpdateInput } from './operation.ts';
import { readWritten } from './reading.ts';

/** A condition of any entity; the typed face is on the entity. */
export type AnyCondition = Condition<object>;

/**
 * Puts the built-in condition and the caller's into a write, with the names and values of its scope. The service is
 * asked for the item that a false condition found, so that the error can carry it.
 */
export function addCondition(
  input: Omit<PutInput, 'Item'> | Omit<UpdateInput, 'UpdateExpression'>,
  scope: ExpressionScope,
  operation: string,
  builtIn: string | undefined,
  caller: AnyCondition | undefined,
): void {
  const given = caller === undefined ? undefined : compileCondition(caller, scope, operation);
  const text =
    builtIn !== undefined && given !== undefined ? `${builtIn} AND (${given})` : (builtIn ?? given);
  if (text !== undefined) {
    checkExpression(text, `${operation}: the condition`);
    input.ConditionExpression = text;
    input.ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
  }
  if (scope.names !== undefined) input.ExpressionAttributeNames = scope.names;
  if (scope.values !== undefined) input.ExpressionAttributeValues = scope.values;
}

/** The error for the caller's own condition. */
export function conditionFailed(
  entity: EntityModel,
  operation: string,
  key: NativeItem,
  present: NativeItem | undefined,
  cause: unknown,
): ConditionFailed {
  return new ConditionFailed(`${operation}: the condition is false for the item with ${keyText(key)}.`, {
    entity: entity.name,
    operation,
    key,
    item: presentItem(entity, present, operation),
    cause,
  });
}

/** The item that stood in the way, as the caller would read it; as stored when it is of another entity. */
export function presentItem(
  entity: EntityModel,
  present: NativeItem | undefined,
  operation: string,
): NativeItem | undefined {
  if (present === undefined || present[entity.table.discriminator] !== entity.name) return present;
  return readWritten(entity, present, operation);
}
