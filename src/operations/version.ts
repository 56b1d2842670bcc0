import { RequestError, shown } from '../errors.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import { storableType } from '../expressions/storable-type.ts';
import type { EntityModel } from '../table/entity.ts';
import type { NativeItem } from './operation.ts';

/** What a new item's version is. */
const FIRST_VERSION = 1;

/** The version that the caller has read, and that the item must still have. */
export interface VersionRead {
  readonly attribute: string;
  /** `undefined`: the item had none, being older than the declaration of versions. */
  readonly value: number | undefined;
}

/**
 * The version out of an item as it was read, or out of a key; `undefined` for an entity without versions.
 *
 * @throws RequestError when it is not there, which would make the write a blind one, or is no version.
 */
export function versionRead(entity: EntityModel, from: object, operation: string): VersionRead | undefined {
  const attribute = entity.version;
  if (attribute === undefined) return undefined;
  if (!(attribute in from)) {
    throw new RequestError(
      `${operation} needs the ${attribute} that was read, beside the key: give the item as it was read, or ${attribute}: undefined for an item that has none.`,
      { entity: entity.name, operation },
    );
  }
  return { attribute, value: checkedVersion(entity, (from as NativeItem)[attribute], operation) };
}

/** A whole item with its next version. `read` is the version given; without one, the item must be new or have none. */
export function raisedItem(
  entity: EntityModel,
  given: object,
  operation: string,
): { readonly item: object; readonly read: VersionRead | undefined } {
  const attribute = versionOf(entity, given);
  if (attribute === undefined) return { item: given, read: undefined };
  const value = checkedVersion(entity, (given as NativeItem)[attribute], operation);
  const read = { attribute, value };
  return { item: { ...given, [attribute]: nextVersion(read) }, read };
}

/** A new item with its first version, unless it brings one along. */
export function firstVersion(entity: EntityModel, given: object, operation: string): object {
  const attribute = versionOf(entity, given);
  if (attribute === undefined) return given;
  const value = checkedVersion(entity, (given as NativeItem)[attribute], operation);
  return { ...given, [attribute]: value ?? FIRST_VERSION };
}

/** The version that a write gives. */
export function nextVersion({ value }: VersionRead): number {
  return value === undefined ? FIRST_VERSION : value + 1;
}

/** `#n1 = :v0`, or `attribute_not_exists(#n1)` where there was no version. */
export function versionCondition(
  { attribute, value }: VersionRead,
  scope: ExpressionScope,
  where: string,
): string {
  const name = scope.name(attribute);
  return value === undefined ? `attribute_not_exists(${name})` : `${name} = ${scope.value(value, where)}`;
}

/** A copy with a version must not make an item of what is none, such as a class instance: it is refused as it is. */
function versionOf(entity: EntityModel, given: object): string | undefined {
  return storableType(given) === 'M' ? entity.version : undefined;
}

function checkedVersion(entity: EntityModel, value: unknown, operation: string): number | undefined {
  if (value === undefined) return undefined;
  // The next one must be exact as well.
  if (Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < Number.MAX_SAFE_INTEGER) {
    return value as number;
  }
  throw new RequestError(
    `${operation}: ${entity.version} is a whole number from 0 on, not ${shown(value)}.`,
    {
      entity: entity.name,
      operation,
    },
  );
}
