import type { Condition } from '../../expressions/condition.ts';
import type { EntityBuilders } from '../../operations/entity-builders.ts';
import type { EntityTypes } from '../../operations/entity-types.ts';
import type { PageOperation } from '../../operations/operation.ts';
import type { PageOptions } from '../../operations/read-options.ts';
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

/** An entity of either layout: its operations on one item, and all its items. */
export type LayoutEntity<T extends object, K extends keyof T> = Omit<
  EntityBuilders<Keyless<T, K>>,
  '~types'
> & {
  readonly all: (options?: PageOptions<Condition<T>>) => PageOperation<T, 'scan'>;
};

/** A query that both layouts have. */
export type LayoutQuery<A, T> = (args: A, options?: PageOptions<Condition<T>>) => PageOperation<T, 'query'>;
