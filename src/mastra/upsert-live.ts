import { ConditionFailed } from '../errors.ts';
import { type AttributeConditions, and, or } from '../expressions/condition.ts';
import { missing } from '../expressions/operators.ts';
import type { LayoutEntity } from '../repositories/mastra/layout-entity.ts';
import { send } from '../repositories/send.ts';
import { caseCollision } from './case-collision.ts';
import { changeUntilKept } from './change-until-kept.ts';
import type { MastraDatabase } from './database.ts';
import { liveCondition } from './live-condition.ts';
import { type DynamoDBTtlEntityName, hasExpired } from './ttl.ts';

/** What has an id and a time of change. */
interface Dated {
  id: string;
  updatedAt: string;
}

/**
 * Writes the attributes that are given into the item that is there, or a new one. Of an item that has expired nothing stays, also
 * of one whose id differs only in case. One request, or two over what has expired.
 */
export function upsertLive<T extends Dated>(
  database: MastraDatabase,
  kind: DynamoDBTtlEntityName,
  entity: Pick<LayoutEntity<T, 'id'>, 'upsert' | 'put'>,
  item: T,
): Promise<T> {
  const { connection, ttl } = database;
  const having = (attributes: Partial<Record<keyof Dated, unknown>>) => attributes as AttributeConditions<T>;
  return changeUntilKept(async () => {
    const now = database.now();
    const own = and<T>(having({ id: item.id }), liveCondition<T>(database, kind));
    try {
      const free = or<T>(having({ id: missing() }), own);
      return await send(connection, entity.upsert(item, { if: free, now }));
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const present = error.item as T | undefined;
      if (present === undefined || !hasExpired(kind, ttl, present, now))
        throw caseCollision(kind, item.id, error);
      const { id, updatedAt } = present;
      return await send(
        connection,
        entity.put(item, { if: and<T>(having({ id, updatedAt: updatedAt ?? missing() })), now }),
      );
    }
  });
}
