import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { RequestError, shown } from '../errors.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import type { EntityTypes } from '../operations/entity-types.ts';
import { itemKey } from '../operations/item-key.ts';
import type { NativeItem } from '../operations/operation.ts';
import type { EntityModel } from '../table/entity.ts';
import { type Duration, expiresIn } from '../ttl/expires-in.ts';
import { abandon, begin, complete, type OnceEntry } from './once-record.ts';

/** What `once` keeps of a piece of work, beside its key and its expiry. */
export interface OnceRecord<R> {
  /** Who is at the work, or did it. */
  holder: string;
  /** The epoch second until which nobody else begins it. */
  heldUntil: number;
  /** The work is done. */
  done?: boolean | undefined;
  /** What it gave. */
  result?: R | undefined;
}

/** How long a record lives. */
export interface OnceOptions extends SendOptions {
  /** How long the work may take; after that another caller may begin it again. Default: 5 minutes. */
  readonly lease?: Duration | undefined;
  /** How long the result is kept, in the table's time to live attribute. Default: 14 days. */
  readonly keep?: Duration | undefined;
}

/** What the work of an entity of records gives. */
export type OnceResult<E extends EntityTypes> = E['item'] extends OnceRecord<infer R> ? R : never;

/**
 * Does a piece of work unless it was done before, and gives its result, or the one that was kept: what a consumer of a
 * queue needs that delivers a message twice. The record is an item of an entity of yours.
 *
 * Work that throws leaves no record and can begin again at once. A process that dies in the middle leaves the record until
 * its lease ends, and then the work is done again: `once` keeps two callers apart, and cannot know how far a dead one came.
 * Work that only writes to this table is better put into one transaction with `create` of an item for the message.
 *
 * @param work its result must be something that DynamoDB can store; of another it throws a ValueError after the work, which
 * counts as done and without a result
 * @throws InProgress while another caller is at it, and when one took over because the lease was too short.
 * @throws RequestError before anything is sent, for a table without time to live, or an entity with versions or an expiry.
 * @example
 * ```ts
 * import { connect, defineEntity, defineTable, once, type OnceRecord } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop', ttl: 'expiresAt' });
 * const Charge = defineEntity<OnceRecord<{ receipt: string }> & { orderId: string; expiresAt: number }>()({
 *   name: 'Charge',
 *   table: shop,
 *   keys: { PK: 'CHARGE#{orderId}', SK: 'CHARGE' },
 * });
 *
 * export async function charge(orderId: string, pay: () => Promise<{ receipt: string }>) {
 *   const { receipt } = await once(connect({ table: shop }), Charge, { orderId }, pay, { keep: { days: 30 } });
 *   return receipt;
 * }
 * ```
 */
export async function once<E extends EntityTypes>(
  db: Connection,
  entity: { readonly model: EntityModel; readonly '~types'?: E },
  key: E['key'],
  work: () => Promise<OnceResult<E>>,
  options: OnceOptions = {},
): Promise<OnceResult<E>> {
  const entry = entryOf(db, entity.model, key as NativeItem, options);
  if (typeof work !== 'function') throw new RequestError(`once: work is a function, not ${shown(work)}.`);
  const holder = crypto.randomUUID();
  const done = await begin(entry, holder);
  if (done !== undefined) return done.result as OnceResult<E>;
  let result: OnceResult<E>;
  try {
    result = await work();
  } catch (error) {
    await abandon(entry, holder);
    throw error;
  }
  return (await complete(entry, holder, result)) as OnceResult<E>;
}

function entryOf(db: Connection, entity: EntityModel, given: NativeItem, options: OnceOptions): OnceEntry {
  checkCallOptions(options, ['lease', 'keep', 'abortSignal'], 'once');
  const { name, table, indexes, fixed } = entity;
  const { ttl } = table;
  checkDuration('lease', options.lease, db);
  checkDuration('keep', options.keep, db);
  if (ttl === undefined) {
    throw new RequestError(
      `once: table ${table.name} has no time to live, so its records would stay for ever.`,
    );
  }
  if (entity.version !== undefined) {
    throw new RequestError(`once: ${name} has versions, and a record has a holder instead.`);
  }
  if (entity.expiry !== undefined) {
    throw new RequestError(`once: ${name} has an expiry of its own, and a record has keep instead.`);
  }
  const own = ['holder', 'heldUntil', 'done', 'result', ttl].find((attribute) => fixed.has(attribute));
  if (own !== undefined) {
    throw new RequestError(`once: the key of ${name} is made of ${own}, which once itself writes.`);
  }
  const index = indexes.find(({ sources }) => sources.some((source) => !fixed.has(source)));
  if (index !== undefined) {
    throw new RequestError(
      `once: ${name} is in index ${index.model.name} by attributes that are not of its key, which once does not know.`,
    );
  }
  const key = itemKey(entity, given);
  const parts = Object.fromEntries([...fixed].map((part) => [part, given[part]]));
  return { db, entity, parts, key, ttl, options };
}

function checkDuration(name: string, duration: Duration | undefined, db: Connection): void {
  if (duration === undefined) return;
  if (typeof duration !== 'object' || duration === null) {
    throw new RequestError(`once: ${name} is a duration such as { minutes: 5 }, not ${shown(duration)}.`);
  }
  try {
    expiresIn(duration, db.now());
  } catch (cause) {
    throw new RequestError(`once: ${name}: ${(cause as Error).message}`, { cause });
  }
}
