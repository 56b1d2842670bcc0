import { AlreadyClaimed, ConditionFailed, RequestError, shown } from '../errors.ts';
import { or } from '../expressions/condition.ts';
import { eq, lte, missing } from '../expressions/operators.ts';
import { sameItem } from '../expressions/same-value.ts';
import type { EntityModel } from '../table/entity.ts';
import { epochSeconds } from '../ttl/epoch-seconds.ts';
import { checkOptions } from './check-options.ts';
import { type AnyCondition, presentItem } from './condition-input.ts';
import { deleteOperation } from './delete.ts';
import { newExpiry } from './expiry.ts';
import { notFound } from './get.ts';
import { itemKey, partitionName } from './item-key.ts';
import type { ItemOperation, NativeItem } from './operation.ts';
import { putOperation } from './put.ts';
import type { WriteClock } from './write-clock.ts';

/** A unique value of one entity's items, kept by items of another. */
export interface ClaimModel {
  /** The items that keep the value: one for each value in use. */
  readonly claims: EntityModel;
  readonly owner: EntityModel;
  /** The attributes of the owner that make the value. */
  readonly fields: readonly string[];
}

/** Takes a value for its owner, if it is free, its claim has expired, or it is the owner's already. */
export function claimOperation(
  claim: ClaimModel,
  owner: object,
  options: WriteClock = {},
): ItemOperation<NativeItem, 'put'> {
  const { claims } = claim;
  checkOptions(options, [], `${claims.name}.claim`);
  const { ttl } = claims.table;
  const now = options.now ?? new Date();
  const item = claimItem(claim, owner, 'claim');
  // An owner that is about to be written does not say yet what its writing fills in.
  newExpiry(claim.owner, item, now);
  const free: AnyCondition[] = [{ [partitionName(claims)]: missing() }, ownedBy(claim, item)];
  // The service deletes what has expired within days only.
  if (ttl !== undefined) free.push({ [ttl]: lte(epochSeconds(now)) });
  return putFor(claim, item, 'claim', or(...free), now);
}

/** Gives a value back, if it is its owner's. */
export function releaseOperation(claim: ClaimModel, owner: object): ItemOperation<undefined, 'delete'> {
  const { claims } = claim;
  const item = claimItem(claim, owner, 'release');
  const { result: _, ...operation } = deleteOperation(claims, item, { if: ownedBy(claim, item) });
  const name = `${claims.name}.release`;
  return { ...operation, name, read: () => undefined, refused: notOwned(claim, item, name) };
}

/**
 * What it takes for a value to become another: release the old one and claim the new one; or only one of these, where the
 * owner had no value or shall have none; or, where both make the same key, to write the owner's claim anew.
 */
export function moveOperations(
  claim: ClaimModel,
  from: object,
  to: object,
  options: WriteClock = {},
): ItemOperation<unknown, 'put' | 'delete'>[] {
  checkOptions(options, [], `${claim.claims.name}.move`);
  for (const owner of [from, to]) checkOwner(claim, owner, 'move');
  checkSameOwner(claim, from, to);
  const [had, has] = [hasValue(claim, from), hasValue(claim, to)];
  if (!had && !has) return [];
  if (!had) return [claimOperation(claim, to, options)];
  if (!has) return [releaseOperation(claim, from)];
  const before = claimItem(claim, from, 'move');
  const after = claimItem(claim, to, 'move');
  if (sameItem(before, after)) return [];
  if (!sameItem(itemKey(claim.claims, before), itemKey(claim.claims, after))) {
    return [releaseOperation(claim, from), claimOperation(claim, to, options)];
  }
  return [putFor(claim, after, 'move', ownedBy(claim, before), options.now ?? new Date())];
}

/** Of several fields all. What is `null` can be no part of a key, so it is no value either. */
function hasValue({ fields }: ClaimModel, owner: object): boolean {
  return fields.every((field) => {
    const value = attributeOf(owner, field);
    return value !== undefined && value !== null;
  });
}

function putFor(
  claim: ClaimModel,
  item: NativeItem,
  verb: string,
  condition: AnyCondition,
  now: Date,
): ItemOperation<NativeItem, 'put'> {
  const { claims } = claim;
  const { result: _, ...operation } = putOperation(claims, item, { if: condition, now });
  const name = `${claims.name}.${verb}`;
  return { ...operation, name, read: () => item, refused: notFree(claim, item, name) };
}

/** The value, whose it is, and the owner's expiry: nothing else of the owner is copied. */
function claimItem(claim: ClaimModel, from: object, verb: string): NativeItem {
  checkOwner(claim, from, verb);
  const { claims, owner, fields } = claim;
  const { ttl } = claims.table;
  const item: NativeItem = {};
  for (const template of claims.templates.values()) {
    for (const field of template.fields) item[field] = attributeOf(from, field);
  }
  for (const name of owner.fixed) {
    item[name] = attributeOf(from, name);
    if (item[name] !== undefined) continue;
    throw new RequestError(
      `${claims.name}.${verb} needs the ${name} of the ${owner.name} whose ${fields.join(' and ')} it is.`,
      { entity: owner.name, operation: `${claims.name}.${verb}` },
    );
  }
  // An owner that cannot be: it would be nobody's.
  itemKey(owner, item);
  if (ttl !== undefined && attributeOf(from, ttl) !== undefined) item[ttl] = attributeOf(from, ttl);
  return item;
}

/** Why a claim was refused: the value is somebody else's. */
function notFree(claim: ClaimModel, item: NativeItem, operation: string) {
  const { claims, owner, fields } = claim;
  return (present: NativeItem | undefined, cause: unknown): Error => {
    if (present === undefined) return notFound(claims, operation, itemKey(claims, item), cause);
    const claimed = Object.fromEntries(fields.map((field) => [field, item[field]]));
    return new AlreadyClaimed(`${operation}: ${valueText(claim, item)} belongs to another ${owner.name}.`, {
      ...refusal(claim, item, operation, present, cause),
      claimed,
    });
  };
}

/** Why a release was refused. It wants no value, so that is not AlreadyClaimed. */
function notOwned(claim: ClaimModel, item: NativeItem, operation: string) {
  const { claims, owner } = claim;
  return (present: NativeItem | undefined, cause: unknown): Error =>
    present === undefined
      ? notFound(claims, operation, itemKey(claims, item), cause)
      : new ConditionFailed(
          `${operation}: ${valueText(claim, item)} belongs to another ${owner.name}.`,
          refusal(claim, item, operation, present, cause),
        );
}

function refusal(
  { claims, owner }: ClaimModel,
  item: NativeItem,
  operation: string,
  present: NativeItem,
  cause: unknown,
) {
  const found = presentItem(claims, present, operation);
  return { entity: owner.name, operation, key: itemKey(claims, item), item: found, cause };
}

/** `email "ann@example.org"`. */
function valueText({ fields }: ClaimModel, item: NativeItem): string {
  return fields.map((field) => `${field} ${shown(item[field])}`).join(', ');
}

function ownedBy({ owner }: ClaimModel, item: NativeItem): AnyCondition {
  return Object.fromEntries([...owner.fixed].map((name) => [name, eq(item[name])]));
}

function checkOwner({ claims, owner }: ClaimModel, given: unknown, verb: string): void {
  if (typeof given === 'object' && given !== null) return;
  throw new RequestError(`${claims.name}.${verb} is for one ${owner.name}, not for ${shown(given)}.`, {
    entity: owner.name,
    operation: `${claims.name}.${verb}`,
  });
}

function checkSameOwner({ claims, owner }: ClaimModel, from: object, to: object): void {
  for (const name of owner.fixed) {
    if (sameAttribute(name, from, to)) continue;
    throw new RequestError(
      `${claims.name}.move is for one ${owner.name}; its ${name} is ${shown(attributeOf(from, name))}, then ${shown(attributeOf(to, name))}.`,
      { entity: owner.name, operation: `${claims.name}.move` },
    );
  }
}

/** As the service sees it: numbers may have another JavaScript form. */
function sameAttribute(name: string, one: object, other: object): boolean {
  return sameItem({ [name]: attributeOf(one, name) }, { [name]: attributeOf(other, name) });
}

function attributeOf(owner: object, name: string): unknown {
  return (owner as NativeItem)[name];
}
