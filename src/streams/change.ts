import type { ParsedParts } from '../keys/types.ts';
import type { EntityTypes } from '../operations/entity-types.ts';
import type { EntityModel } from '../table/entity.ts';
import type { PrimaryAttribute } from '../table/table-types.ts';
import type { ChangeType, StreamRecord, StreamView } from './stream-record.ts';

/** An entity as a stream takes it. */
export type StreamEntity = { readonly model: EntityModel; readonly '~types'?: EntityTypes };

type TypesOf<X> = X extends { readonly '~types'?: infer E extends EntityTypes } ? E : never;

/** What every change tells. */
interface AboutChange {
  readonly type: ChangeType;
  /** The key as it is stored: `{ PK: 'USER#7', SK: 'ORDER#a1' }`. */
  readonly primaryKey: Readonly<Record<string, string>>;
  /** The record's number, as given; a later change of the item has a greater one as `BigInt`. */
  readonly sequenceNumber: string;
  /** About when the item was written; `undefined` when the record does not say, or says what is no time. */
  readonly at: Date | undefined;
  /** The record itself. Its `eventID` is the same whenever it is delivered. */
  readonly record: StreamRecord;
}

type Parsed<E extends EntityTypes> = ParsedParts<
  E['keys'][PrimaryAttribute<E['table']> & keyof E['keys']] & string
>;

/**
 * What names the item. Where there is an image it is taken from there, else from the key's text: then an attribute is as the
 * format gives it, for example an ISO string for `:iso`.
 */
export type ChangeKey<E extends EntityTypes> = {
  readonly [A in keyof E['key']]: A extends keyof Parsed<E>
    ? E['key'][A] extends Parsed<E>[A]
      ? E['key'][A]
      : E['key'][A] | Parsed<E>[A]
    : E['key'][A];
};

type NewItemOf<E extends EntityTypes, C, V> = C extends 'created' | 'changed'
  ? V extends 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES'
    ? E['item']
    : undefined
  : undefined;

type OldItemOf<E extends EntityTypes, C, V> = C extends 'created'
  ? undefined
  : V extends 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'
    ? E['item']
    : undefined;

type LatestItemOf<E extends EntityTypes, C, V> = C extends 'created' | 'changed'
  ? NewItemOf<E, C, V>
  : OldItemOf<E, C, V>;

/** One kind of change of an item of one entity. */
export interface EntityChange<E extends EntityTypes, C extends ChangeType, V extends StreamView>
  extends AboutChange {
  readonly entity: E['name'];
  readonly type: C;
  /** What names the item: `{ userId: '7', orderId: 'a1' }`. */
  readonly key: ChangeKey<E>;
  /** The item as it is since, where there is one and the stream's view has it. */
  readonly new: NewItemOf<E, C, V>;
  /** The item as it was before, likewise. */
  readonly old: OldItemOf<E, C, V>;
  /** The item at its latest: `new` of what was created or changed, `old` of what was removed or expired. */
  readonly item: LatestItemOf<E, C, V>;
}

/**
 * A change of an item of an entity, told apart by `type`: `Change<typeof Order>` is what a handler of orders takes. For a
 * union of entities it is told apart by `entity`, too.
 */
export type Change<
  X extends StreamEntity,
  V extends StreamView = 'NEW_AND_OLD_IMAGES',
> = X extends StreamEntity ? { [C in ChangeType]: EntityChange<TypesOf<X>, C, V> }[ChangeType] : never;

/** A change that no entity of the stream can be said to have made. */
export interface OtherChange extends AboutChange {
  readonly entity: undefined;
  /**
   * `other entity`: the item is of none of the stream's entities. `changed entity`: it was of another entity before.
   * `invalid`: an image cannot be read, or the entity's validator or `upgrade` refused it.
   */
  readonly reason: 'other entity' | 'changed entity' | 'invalid';
  readonly message: string;
  /** The images as stored, with their keys; `undefined` also where they cannot be read. */
  readonly new: Readonly<Record<string, unknown>> | undefined;
  readonly old: Readonly<Record<string, unknown>> | undefined;
  /** `new` of what was created or changed, `old` of what was removed or expired. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
}
