import { RequestError } from '../errors.ts';
import type { EntityModel } from '../table/entity.ts';
import { epochSeconds } from '../ttl/epoch-seconds.ts';
import { expiresIn } from '../ttl/expires-in.ts';
import type { EntityTypes, WriteKey } from './entity-types.ts';
import type { ItemOperation, NativeItem } from './operation.ts';
import { updateOperation } from './update.ts';
import type { WriteClock } from './write-clock.ts';

type AnyEntity<E extends EntityTypes> = { readonly model: EntityModel; readonly '~types'?: E };

/**
 * Lets an item live as long as a new one, from now on. One that has expired stays so: it is NotFound.
 *
 * @throws RequestError for an entity whose `expiry` does not say how long.
 * @example
 * ```ts
 * import { defineEntity, defineTable, touch } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop', ttl: 'expiresAt' });
 * const Session = defineEntity<{ sessionId: string; expiresAt: number }>()({
 *   name: 'Session',
 *   table: shop,
 *   keys: { PK: 'SESSION#{sessionId}', SK: 'SESSION' },
 *   expiry: { after: { minutes: 30 } },
 * });
 *
 * touch(Session, { sessionId: 's1' }).input.UpdateExpression; // 'SET #n1 = :v1'
 * ```
 */
export function touch<E extends EntityTypes>(
  entity: AnyEntity<E>,
  key: WriteKey<E>,
  options: WriteClock = {},
): ItemOperation<E['item'], 'update'> {
  const { name, expiry } = entity.model;
  if (expiry?.after === undefined) {
    throw new RequestError(`touch: the expiry of ${name} does not say how long its items live.`, {
      entity: name,
    });
  }
  const now = options.now ?? new Date();
  return moved(entity, key, expiresIn(expiry.after, now), now);
}

/**
 * Lets an item expire now. To readers of an entity with `expiry` it is gone at once; the service deletes it within days.
 *
 * @throws RequestError for an entity without `expiry`, whose readers would still find it.
 */
export function expireNow<E extends EntityTypes>(
  entity: AnyEntity<E>,
  key: WriteKey<E>,
  options: WriteClock = {},
): ItemOperation<E['item'], 'update'> {
  const { name, expiry } = entity.model;
  if (expiry === undefined) {
    throw new RequestError(
      `expireNow: ${name} has no expiry, so its items would still be found; delete it.`,
      {
        entity: name,
      },
    );
  }
  const now = options.now ?? new Date();
  return moved(entity, key, epochSeconds(now), now);
}

function moved<E extends EntityTypes>(
  { model }: AnyEntity<E>,
  key: WriteKey<E>,
  expiresAt: number,
  now: Date,
): ItemOperation<E['item'], 'update'> {
  const set: NativeItem = { [model.table.ttl ?? '']: expiresAt };
  const operation = updateOperation(model, key, { set }, { now });
  return operation as unknown as ItemOperation<E['item'], 'update'>;
}
