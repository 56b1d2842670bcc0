import { type AttributeConditions, and, type ConditionNode, or } from '../expressions/condition.ts';
import { gt, missing } from '../expressions/operators.ts';
import { epochSeconds } from '../ttl/epoch-seconds.ts';
import type { MastraDatabase } from './database.ts';
import { type DynamoDBTtlEntityName, getTtlAttributeName, isTtlEnabled } from './ttl.ts';

/** That an item has not expired. Of a kind that is given no end it is no condition. */
export function liveCondition<T>(
  database: MastraDatabase,
  entityName: DynamoDBTtlEntityName,
): ConditionNode<T> {
  const { ttl } = database;
  if (!isTtlEnabled(entityName, ttl)) return and<T>();
  const name = getTtlAttributeName(entityName, ttl);
  const end = (is: unknown) => ({ [name]: is }) as AttributeConditions<T>;
  return or<T>(end(missing()), end(gt<number>(epochSeconds(database.now()))));
}
