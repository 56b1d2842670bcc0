import type { BatchWriteOperation } from '../../batch/write-units.ts';
import type { ConfigEntity } from '../config.ts';
import { UsageError } from '../usage-error.ts';

/** An entity as far as it is needed to load items of it. */
export interface LoadedEntity extends ConfigEntity {
  put(item: object): BatchWriteOperation;
}

/**
 * The entity of that name; none for stored items.
 *
 * @throws UsageError when there is none of that name.
 */
export function findEntity(
  entities: readonly ConfigEntity[],
  name: string | undefined,
): LoadedEntity | undefined {
  if (name === undefined) return undefined;
  const entity = entities.find((one) => one.name === name);
  if (entity === undefined) {
    throw new UsageError(
      `The config has no entity ${name}; it has ${entities.map((one) => one.name).join(', ')}.`,
    );
  }
  // Every entity has it, with types of its own.
  return entity as LoadedEntity;
}
