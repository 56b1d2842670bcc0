import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { AlreadyExists, ConditionFailed, InProgress, NotFound, ValueError } from '../errors.ts';
import { missing } from '../expressions/operators.ts';
import { deleteOperation } from '../operations/delete.ts';
import { getOperation } from '../operations/get.ts';
import { keyText } from '../operations/item-key.ts';
import type { NativeItem } from '../operations/operation.ts';
import { createOperation, putOperation } from '../operations/put.ts';
import { updateOperation } from '../operations/update.ts';
import type { EntityModel } from '../table/entity.ts';
import { type Duration, expiresIn } from '../ttl/expires-in.ts';
import { isExpired } from '../ttl/is-expired.ts';
import { send } from './send.ts';

/** Longer than most queues hide a message from others. */
const DEFAULT_LEASE: Duration = { minutes: 5 };
/** As long as SQS keeps a message at most. */
const DEFAULT_KEEP: Duration = { days: 14 };

/** One piece of work, and where its record is kept. */
export interface OnceEntry {
  readonly db: Connection;
  readonly entity: EntityModel;
  readonly parts: NativeItem;
  readonly key: NativeItem;
  readonly ttl: string;
  readonly options: SendOptions & {
    readonly lease?: Duration | undefined;
    readonly keep?: Duration | undefined;
  };
}

/** The record of work that was done before; `undefined` when it is ours to do. */
export async function begin(entry: OnceEntry, holder: string): Promise<NativeItem | undefined> {
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

function newRecord({ db, parts, ttl, options }: OnceEntry, holder: string): NativeItem {
  const now = db.now();
  // Rounded up: a lease that ends within a second still holds for the whole of it.
  const begun = new Date(Math.ceil(now.getTime() / 1000) * 1000);
  const heldUntil = expiresIn(options.lease ?? DEFAULT_LEASE, begun);
  return {
    ...parts,
    holder,
    heldUntil,
    [ttl]: Math.max(heldUntil, expiresIn(options.keep ?? DEFAULT_KEEP, now)),
  };
}

/** Gives the record if its work is done, or takes the place of a holder whose time is up. */
async function takeOver(
  entry: OnceEntry,
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
    // The answer to the first attempt was lost: it is ours.
    if (error.item?.holder === record.holder) return undefined;
    if (isKept(entry, error.item, now)) return error.item;
    throw inProgress(entry, error);
  }
}

/** The work is done, and its result still there. What has expired is deleted by the service within days only. */
function isKept({ ttl }: OnceEntry, record: NativeItem | undefined, now: Date): record is NativeItem {
  return record?.done === true && !isExpired(record[ttl], now);
}

/** Nobody is at the work any more, or the record has expired as a whole. */
function isOver({ ttl }: OnceEntry, record: NativeItem, now: Date): boolean {
  return isExpired(record.heldUntil, now) || isExpired(record[ttl], now);
}

/** Keeps the result. Whoever lost the record to another caller gets what that one did, so that there is one result. */
export async function complete(entry: OnceEntry, holder: string, result: unknown): Promise<unknown> {
  try {
    return await keep(entry, holder, { result });
  } catch (error) {
    if (!cannotBeKept(error)) throw error;
    // It must be said of such work, too, that it is done, or it would be done again.
    await keep(entry, holder, {});
    throw error;
  }
}

async function keep(
  { db, entity, parts, key, ttl, options }: OnceEntry,
  holder: string,
  kept: { readonly result?: unknown },
): Promise<unknown> {
  const now = db.now();
  const set = { done: true, ...kept, [ttl]: expiresIn(options.keep ?? DEFAULT_KEEP, now) };
  const condition = { holder } as object;
  const operation = updateOperation(entity, parts, { set }, { if: condition, return: 'none', now });
  try {
    // Without the abort signal: the work is done.
    await send(db, operation);
    return kept.result;
  } catch (error) {
    if (error instanceof ConditionFailed && error.item?.done === true) return error.item.result;
    if (error instanceof ConditionFailed || error instanceof NotFound) throw overtaken(entity, key, error);
    throw error;
  }
}

/** The result is nothing that DynamoDB holds, or makes the item too large. */
function cannotBeKept(error: unknown): boolean {
  return error instanceof ValueError || (error as { name?: unknown }).name === 'ValidationException';
}

/** Leaves no trace of work that failed, so that it can begin again at once. */
export async function abandon({ db, entity, parts }: OnceEntry, holder: string): Promise<void> {
  try {
    await send(db, deleteOperation(entity, parts, { if: { holder } as object }));
  } catch {
    // The error of the work is the one to tell; the record goes when its lease ends.
  }
}

function inProgress({ entity, key }: OnceEntry, cause: unknown): InProgress {
  return new InProgress(`once: another caller is at ${entity.name} with ${keyText(key)}.`, {
    entity: entity.name,
    operation: 'once',
    key,
    cause,
  });
}

function overtaken(entity: EntityModel, key: NativeItem, cause: unknown): InProgress {
  return new InProgress(
    `once: the work for ${entity.name} with ${keyText(key)} took longer than its lease, and its result was not kept, for another caller has begun it.`,
    { entity: entity.name, operation: 'once', key, cause },
  );
}
