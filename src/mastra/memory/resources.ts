import type { StorageResourceType } from '@mastra/core/storage';
import { shown } from '../../errors.ts';
import { or } from '../../expressions/condition.ts';
import { missing } from '../../expressions/operators.ts';
import type { ResourceItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { caseCollision } from '../case-collision.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { instant } from '../instant.ts';
import { jsonText, mergedJson } from '../json.ts';
import { expiredCondition } from '../live-condition.ts';
import { nextInstant } from '../next-instant.ts';
import { getTtlProps, hasExpired } from '../ttl.ts';
import { upsertLive } from '../upsert-live.ts';
import { resourceOf } from './resource-record.ts';

/** The resource as it is stored, unless it has expired or is another one whose id differs only in case. */
export async function findResource(database: MastraDatabase, id: string): Promise<ResourceItem | undefined> {
  const { connection, layout, ttl } = database;
  const item = await send(connection, layout.resource.get({ id }, { consistent: true }));
  return item === undefined || item.id !== id || hasExpired('resource', ttl, item, database.now())
    ? undefined
    : item;
}

/** Writes a resource, new or not. What is not given stays, and so does the time at which it was first written. */
export async function saveResource(
  database: MastraDatabase,
  resource: StorageResourceType,
): Promise<StorageResourceType> {
  const now = database.now();
  const its = `The resource ${shown(resource.id)} cannot be stored: its`;
  const item = {
    id: resource.id,
    workingMemory: resource.workingMemory ?? undefined,
    metadata: jsonText(resource.metadata, `${its} metadata`),
    createdAt: instant(resource.createdAt ?? now, `${its} createdAt`),
    updatedAt: now.toISOString(),
    ...getTtlProps('resource', database.ttl, undefined, now),
  };
  return resourceOf(await upsertLive(database, 'resource', database.layout.resource, item));
}

/** What is to be changed of a resource. `undefined` stays as it is. */
export interface ResourceChange {
  readonly workingMemory?: string | undefined;
  /** Merged into the metadata that are there, name by name. */
  readonly metadata?: Record<string, unknown> | undefined;
}

/** Changes a resource, or makes it; on condition that its metadata still are what the change was made of. */
export function changeResource(
  database: MastraDatabase,
  id: string,
  { workingMemory, metadata }: ResourceChange,
): Promise<StorageResourceType> {
  const { connection, layout } = database;
  return changeUntilKept(async () => {
    const item = await findResource(database, id);
    const now = database.now();
    const end = getTtlProps('resource', database.ttl, undefined, now);
    const updatedAt = nextInstant(now, item?.updatedAt);
    const what = `The resource ${shown(id)} cannot be changed: its metadata`;
    if (item === undefined) {
      const made = {
        id,
        workingMemory,
        metadata: jsonText(metadata ?? {}, what),
        createdAt: updatedAt,
        updatedAt,
      };
      return writeNew(database, { ...made, ...end }, now);
    }
    const merged = metadata && mergedJson(item.metadata, metadata, what);
    const asRead = metadata === undefined ? { id } : { id, metadata: item.metadata ?? missing() };
    const patch = { set: { workingMemory, metadata: merged, updatedAt, ...end } };
    return resourceOf(await send(connection, layout.resource.update({ id }, patch, { if: asRead, now })));
  });
}

/** Writes a resource where there is none, or one that has expired. */
async function writeNew(
  database: MastraDatabase,
  item: ResourceItem,
  now: Date,
): Promise<StorageResourceType> {
  const { connection, layout } = database;
  const expired = expiredCondition<ResourceItem>(database, 'resource');
  const absent = or<ResourceItem>({ id: missing() }, ...(expired === undefined ? [] : [expired]));
  try {
    return resourceOf(await send(connection, layout.resource.put(item, { if: absent, now })));
  } catch (error) {
    throw caseCollision('resource', item.id, error);
  }
}
