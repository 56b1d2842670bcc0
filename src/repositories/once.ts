import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { AlreadyExists, ConditionFailed, InProgress, NotFound, RequestError, shown } from '../errors.ts';
import { missing } from '../expressions/operators.ts';
import { checkOptions } from '../operations/check-options.ts';
import { deleteOperation } from '../operations/delete.ts';
import type { EntityTypes } from '../operations/entity-types.ts';
import { getOperation, keyText } from '../operations/get.ts';
import { itemKey } from '../operations/item-key.ts';
import type { NativeItem } from '../operations/operation.ts';
import { createOperation, putOperation } from '../operations/put.ts';
import { updateOperation } from '../operations/update.ts';
import type { EntityModel } from '../table/entity.ts';
import { type Duration, expiresIn } from '../ttl/expires-in.ts';
import { isExpired } from '../ttl/is-expired.ts';
import { send } from './send.ts';

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

/** Longer than most queues hide a message from others. */
const DEFAULT_LEASE: Duration = { minutes: 5 };
/** As long as SQS keeps a message at most. */
const DEFAULT_KEEP: Duration = { days: 14 };

interface Entry {
  readonly db: Connection;
  readonly entity: EntityModel;
  readonly parts: NativeItem;
  readonly key: NativeItem;
  readonly ttl: string;
  readonly options: OnceOptions;
}

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
 * @throws RequestError before anything is sent, for a table without time to live, or an entity with versions.
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

function entryOf(db: Connection, entity: EntityModel, given: NativeItem, options: OnceOptions): Entry {
  checkOptions(options, ['lease', 'keep'], 'once');
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

/** The record of work that was done before; `undefined` when it is ours to do. */
async function begin(entry: Entry, holder: string): Promise<NativeItem | undefined> {
  const { db, entity, options } = entry;
  const record = newRecord(entry, holder);
  try {
    await send(db, createOperation(entity, record, { now: db.now() }), options);
    return undefined;
  } catch (error) {
    if (!(error instanceof AlreadyExists)) throw error;
    return takeOver(entry, record, error);
  }
}

function newRecord({ db, parts, ttl, options }: Entry, holder: string): NativeItem {
  const now = db.now();
  const heldUntil = expiresIn(options.lease ?? DEFAULT_LEASE, now);
  return {
    ...parts,
    holder,
    heldUntil,
    [ttl]: Math.max(heldUntil, expiresIn(options.keep ?? DEFAULT_KEEP, now)),
  };
}

/** Gives the record if its work is done, or takes the place of a holder whose time is up. */
async function takeOver(
  entry: Entry,
  record: NativeItem,
  exists: AlreadyExists,
): Promise<NativeItem | undefined> {
  const { db, entity, parts, options } = entry;
  const present = exists.item ?? (await send(db, getOperation(entity, parts, { consistent: true }), options));
  const now = db.now();
  if (isKept(entry, present, now)) return present;
  if (present === undefined || !isOver(entry, present, now)) throw inProgress(entry, exists);
  // Also that it is still undone: a holder whose time is up may come to its end all the same.
  const { holder, heldUntil, done = missing() } = present;
  try {
    const unchanged = { holder, heldUntil, done } as object;
    await send(db, putOperation(entity, record, { if: unchanged, now }), options);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (isKept(entry, error.item, now)) return error.item;
    throw inProgress(entry, error);
  }
}

/** The work is done, and its result still there. What has expired is deleted by the service within days only. */
function isKept({ ttl }: Entry, record: NativeItem | undefined, now: Date): record is NativeItem {
  return record?.done === true && !isExpired(record[ttl], now);
}

/** Nobody is at the work any more, or the record has expired as a whole. */
function isOver({ ttl }: Entry, record: NativeItem, now: Date): boolean {
  return isExpired(record.heldUntil, now) || isExpired(record[ttl], now);
}

/** Keeps the result. Whoever lost the record to another caller gets what that one did, so that there is one result. */
async function complete(entry: Entry, holder: string, result: unknown): Promise<unknown> {
  const { completion, error } = completionOf(entry, holder, result);
  try {
    // Without the abort signal: the work is done.
    await send(entry.db, completion);
  } catch (refused) {
    if (refused instanceof ConditionFailed && refused.item?.done === true) return refused.item.result;
    if (refused instanceof ConditionFailed || refused instanceof NotFound) throw overtaken(entry, refused);
    throw refused;
  }
  if (error !== undefined) throw error;
  return result;
}

/** What says that the work is done. It must be said of a result, too, that cannot be stored: the work would be done again. */
function completionOf({ db, entity, parts, ttl, options }: Entry, holder: string, result: unknown) {
  const now = db.now();
  const done = { done: true, [ttl]: expiresIn(options.keep ?? DEFAULT_KEEP, now) };
  const write = (set: object) =>
    updateOperation(entity, parts, { set }, { if: { holder } as object, return: 'none', now });
  try {
    return { completion: write({ ...done, result }), error: undefined };
  } catch (error) {
    return { completion: write(done), error };
  }
}

async function abandon({ db, entity, parts }: Entry, holder: string): Promise<void> {
  try {
    await send(db, deleteOperation(entity, parts, { if: { holder } as object }));
  } catch {
    // The error of the work is the one to tell; the record goes when its lease ends.
  }
}

function inProgress({ entity, key }: Entry, cause: unknown): InProgress {
  return new InProgress(`once: another caller is at ${entity.name} with ${keyText(key)}.`, {
    entity: entity.name,
    operation: 'once',
    key,
    cause,
  });
}

function overtaken({ entity, key }: Entry, cause: unknown): InProgress {
  return new InProgress(
    `once: the work for ${entity.name} with ${keyText(key)} took longer than its lease, and its result was not kept, for another caller has begun it.`,
    { entity: entity.name, operation: 'once', key, cause },
  );
}
