import type { Condition } from '../../expressions/condition.ts';
import type { EntityBuilders } from '../../operations/entity-builders.ts';
import type { EntityTypes } from '../../operations/entity-types.ts';
import type { CountOperation, PageOperation } from '../../operations/operation.ts';
import type { Select } from '../../operations/projection.ts';
import type { FilterOptions, PageOptions } from '../../operations/read-options.ts';
import type { TableDeclaration } from '../../table/table.ts';

/** An entity's types without those of its keys: what a program sees that does not know the layout. */
interface Keyless<T extends object, K extends keyof T> extends EntityTypes {
  readonly name: string;
  readonly item: T;
  readonly table: TableDeclaration;
  readonly keys: Record<never, never>;
  readonly fields: Record<never, never>;
  readonly key: Readonly<Pick<T, K>>;
  readonly patterns: Record<never, never>;
  readonly stamps: false;
  readonly version: never;
  readonly expires: never;
}

/** All items of an entity, in no order. */
export interface LayoutScan<T> {
  <const S extends keyof T>(
    options: PageOptions<Condition<T>> & Select<S>,
  ): PageOperation<Pick<T, S>, 'scan'>;
  (options?: PageOptions<Condition<T>>): PageOperation<T, 'scan'>;
}

/** An entity of either layout: its operations on one item, and all its items. */
export type LayoutEntity<T extends object, K extends keyof T> = Omit<
  EntityBuilders<Keyless<T, K>>,
  '~types'
> & { readonly all: LayoutScan<T> };

/** A query that both layouts have. */
export interface LayoutQuery<A, T> {
  <const S extends keyof T>(
    args: A,
    options: PageOptions<Condition<T>> & Select<S>,
  ): PageOperation<Pick<T, S>, 'query'>;
  (args: A, options?: PageOptions<Condition<T>>): PageOperation<T, 'query'>;
  count(args: A, options?: FilterOptions<Condition<T>>): CountOperation<'query'>;
}
