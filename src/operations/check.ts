import { AlreadyExists } from '../errors.ts';
import { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import { checkOptions } from './check-options.ts';
import { type AnyCondition, addCondition, presentItem } from './condition-input.ts';
import { existingCondition, refusal } from './existing.ts';
import { orGone } from './expiry.ts';
import { itemKey, keyText, partitionName } from './item-key.ts';
import type { CheckInput, CheckOperation } from './operation.ts';
import { versionRead } from './version.ts';
import type { WriteClock } from './write-clock.ts';

/** What must hold for an item that a transaction does not write. */
export interface CheckOptions<C = AnyCondition> extends WriteClock {
  /** Must hold for the item. Without it the item need only be there. */
  readonly if?: C;
}

/** The item must be there, with the version that was read, and under the caller's condition if there is one. */
export function checkOperation(
  entity: EntityModel,
  parts: object,
  options: CheckOptions = {},
): CheckOperation {
  const operation = `${entity.name}.check`;
  checkOptions(options, ['if'], operation);
  const key = itemKey(entity, parts);
  const scope = new ExpressionScope();
  // Whether an item is there can be asked by who never read it.
  const read = givesVersion(entity, parts) ? versionRead(entity, parts, operation) : undefined;
  const input: CheckInput = { TableName: entity.table.name, Key: key, ConditionExpression: '' };
  const existing = { entity, operation, key, read, now: options.now ?? new Date() };
  addCondition(input, scope, operation, existingCondition(existing, scope), options.if);
  return check(entity, operation, input, (present, cause) => refusal(existing, present, cause));
}

/** No item may be there. */
export function checkAbsentOperation(
  entity: EntityModel,
  parts: object,
  options: WriteClock = {},
): CheckOperation {
  const operation = `${entity.name}.checkAbsent`;
  checkOptions(options, [], operation);
  const key = itemKey(entity, parts);
  const scope = new ExpressionScope();
  const input: CheckInput = { TableName: entity.table.name, Key: key, ConditionExpression: '' };
  const absent = `attribute_not_exists(${scope.name(partitionName(entity))})`;
  const now = options.now ?? new Date();
  addCondition(input, scope, operation, orGone(absent, entity, scope, now, operation), undefined);
  return check(
    entity,
    operation,
    input,
    (present, cause) =>
      new AlreadyExists(`${operation}: there is an item with ${keyText(key)}.`, {
        entity: entity.name,
        operation,
        key,
        item: presentItem(entity, present, operation),
        cause,
      }),
  );
}

function check(
  entity: EntityModel,
  name: string,
  input: CheckInput,
  refused: CheckOperation['refused'],
): CheckOperation {
  return { mode: 'check', kind: 'check', name, entity, table: entity.table, key: input.Key, input, refused };
}

function givesVersion(entity: EntityModel, parts: object): boolean {
  return entity.version !== undefined && entity.version in parts;
}
