import { type AttributeConditions, and, type ConditionNode, not } from '../expressions/condition.ts';
import { lte } from '../expressions/operators.ts';
import { epochSeconds } from '../ttl/epoch-seconds.ts';
import type { MastraDatabase } from './database.ts';
import { type DynamoDBTtlEntityName, getTtlAttributeName, isTtlEnabled } from './ttl.ts';

/** That an item has expired; `undefined` for a kind that is given no end. What is no number is no end. */
export function expiredCondition<T>(
  database: MastraDatabase,
  entityName: DynamoDBTtlEntityName,
): ConditionNode<T> | undefined {
  const { ttl } = database;
  if (!isTtlEnabled(entityName, ttl)) return undefined;
  const ended = { [getTtlAttributeName(entityName, ttl)]: lte(epochSeconds(database.now())) };
  return and<T>(ended as AttributeConditions<T>);
}

/** That an item has not expired. Of a kind that is given no end it is no condition. */
export function liveCondition<T>(
  database: MastraDatabase,
  entityName: DynamoDBTtlEntityName,
): ConditionNode<T> {
  const expired = expiredCondition<T>(database, entityName);
  return expired === undefined ? and<T>() : not<T>(expired);
}
