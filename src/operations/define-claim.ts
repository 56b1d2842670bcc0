import { DeclarationError } from '../errors.ts';
import { compileEntity, type EntityModel } from '../table/entity.ts';
import { refuseUnknown } from '../table/known-options.ts';
import type { PrimaryAttribute } from '../table/table-types.ts';
import type { CheckedKeys, TemplateFields } from './checked-keys.ts';
import { type ClaimModel, claimOperation, moveOperations, releaseOperation } from './claim.ts';
import { defineEntity } from './define-entity.ts';
import type { Entity } from './entity-builders.ts';
import type { EntityTypes } from './entity-types.ts';
import type { ItemOperation } from './operation.ts';
import type { WriteClock } from './write-clock.ts';

/** What a team says about a value that no two items of an entity may share. */
export interface ClaimDeclaration<
  E extends EntityTypes,
  N extends string,
  K extends Readonly<Record<string, string>>,
> {
  /** The name of the items that keep the values in use; unique in the table. */
  readonly name: N;
  /** The entity whose value it is. */
  readonly owner: { readonly model: EntityModel; readonly '~types'?: E };
  /** The primary key of a claim, made of the value: `{ PK: 'EMAIL#{email:lower}', SK: 'EMAIL' }`. */
  readonly keys: K & NoInfer<CheckedKeys<E['item'], K>>;
}

type ValueFields<E extends EntityTypes, K> = TemplateFields<K>[PrimaryAttribute<E['table']> & keyof K] &
  keyof E['item'];
type Expiry<E extends EntityTypes> = E['table'] extends { readonly ttl: infer A }
  ? A & keyof E['item']
  : never;

/** A claim: the value, whose it is, and the owner's expiry. */
export type ClaimItem<E extends EntityTypes, K> = { [A in ValueFields<E, K>]: NonNullable<E['item'][A]> } & {
  [A in keyof E['key']]: E['key'][A];
} & Pick<E['item'], Expiry<E>>;

/** The entity of a claim's items. */
export interface ClaimTypes<E extends EntityTypes, N extends string, K> extends EntityTypes {
  readonly name: N;
  readonly item: ClaimItem<E, K>;
  readonly table: E['table'];
  readonly keys: K & Readonly<Record<string, string>>;
  readonly fields: TemplateFields<K> & Readonly<Record<string, string>>;
  readonly key: { readonly [A in ValueFields<E, K>]: NonNullable<E['item'][A]> };
  readonly patterns: Record<never, never>;
  readonly stamps: false;
  readonly version: never;
  readonly expires: never;
}

/** The owner with a value: the whole item, or what of it a claim is made of. */
type Owner<E extends EntityTypes, K> = Readonly<ClaimItem<E, K>> & Partial<E['item']>;
/** The owner, whose value may be absent. */
type AnyOwner<E extends EntityTypes> = E['key'] & Partial<E['item']>;

/** What becomes of a unique value. Each makes operations for the transaction that writes the owner. */
export interface ClaimBuilders<E extends EntityTypes, K> {
  /**
   * Takes the owner's value: a put, on condition that it is free, its claim has expired, or it is this owner's already; else
   * AlreadyClaimed.
   */
  claim(owner: Owner<E, K>, options?: WriteClock): ItemOperation<ClaimItem<E, K>, 'put'>;
  /** Gives the value back: a delete, on condition that it is the owner's; else ConditionFailed or NotFound. */
  release(owner: Owner<E, K>): ItemOperation<undefined, 'delete'>;
  /**
   * The owner as it was read, and as it shall be: a release and a claim; one of the two where there was, or shall be, no
   * value; one put where both values make the same key, or only the expiry moves; none where nothing changes.
   */
  move(from: AnyOwner<E>, to: AnyOwner<E>, options?: WriteClock): ItemOperation<unknown, 'put' | 'delete'>[];
}

/** A declared claim: the entity of its items, with `get` by value, and what makes the operations of a transaction. */
export type Claim<E extends EntityTypes, N extends string, K> = Entity<ClaimTypes<E, N, K>> &
  ClaimBuilders<E, K>;

/**
 * Declares that no two items of an entity have the same value, such as an e-mail. The service keeps only primary keys
 * unique, so each value in use has an item of its own, written in the transaction that writes its owner. Nothing does this
 * unseen: whoever creates, changes or deletes an owner adds `claim`, `move` or `release`.
 *
 * @throws DeclarationError when the keys do not fit the table or its other entities.
 * @example
 * ```ts
 * import { connect, defineClaim, defineEntity, defineTable, transactWrite } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop' });
 * const User = defineEntity<{ userId: string; email: string }>()({
 *   name: 'User',
 *   table: shop,
 *   keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
 * });
 * const UserEmail = defineClaim({
 *   name: 'UserEmail',
 *   owner: User,
 *   keys: { PK: 'EMAIL#{email:lower}', SK: 'EMAIL' },
 * });
 *
 * export async function signUp(user: { userId: string; email: string }) {
 *   await transactWrite(connect({ table: shop }), [User.create(user), UserEmail.claim(user)]);
 * }
 *
 * UserEmail.claim({ userId: '7', email: 'Ann@example.org' }).input.Item;
 * // { PK: 'EMAIL#ann@example.org', SK: 'EMAIL', EntityType: 'UserEmail', email: 'Ann@example.org', userId: '7' }
 * ```
 */
export function defineClaim<
  E extends EntityTypes,
  const N extends string,
  const K extends Readonly<Record<string, string>>,
>(declaration: ClaimDeclaration<E, N, K>): Claim<E, N, K> {
  refuseUnknown(declaration, ['name', 'owner', 'keys'], `Claim ${declaration.name}`);
  const { name, owner, keys } = declaration;
  const { table, fixed } = owner.model;
  // Before it joins its table, which a declaration that is refused must not change.
  const fields = compileEntity({ name, table, keys }).primary.sources;
  if (fields.length === 0) throw new DeclarationError(`Claim ${name} has no value in its primary key.`);
  if (fixed.size === 0) {
    throw new DeclarationError(
      `Claim ${name}: there is only one ${owner.model.name}, so it can own no value.`,
    );
  }
  // What a claim holds has the types that it has in its owner.
  const numbers: object = Object.fromEntries(owner.model.numbers);
  const claims = defineEntity<object>()({ name, table, keys: keys as never, numbers });
  const model: ClaimModel = { claims: claims.model, owner: owner.model, fields };
  const { expiry } = owner.model;
  if (expiry !== undefined && expiry.onUpdate !== 'keep') {
    throw new DeclarationError(
      `Claim ${name}: an update of ${owner.model.name} moves its expiry (onUpdate is '${expiry.onUpdate}'), and its claims would not follow.`,
    );
  }
  const builders = {
    claim: (item: object, options?: WriteClock) => claimOperation(model, item, options),
    release: (item: object) => releaseOperation(model, item),
    move: (from: object, to: object, options?: WriteClock) => moveOperations(model, from, to, options),
  };
  return Object.assign(claims, builders) as unknown as Claim<E, N, K>;
}
