import { defineEntity } from '../../src/operations/define-entity.ts';
import type { EntityModel } from '../../src/table/entity.ts';
import type { Pattern } from '../../src/table/pattern.ts';
import type { Table } from '../../src/table/table.ts';

/** What a declaration says, without the types that would refuse a wrong one. */
export interface Loose {
  readonly name?: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly patterns?: Readonly<Record<string, Pattern>>;
  readonly stamps?: unknown;
}

type Item = Readonly<Record<string, string>>;

/** Declares an entity of strings as JavaScript would: nothing is refused before it runs. */
export function declared(table: Table, { name = 'Order', ...rest }: Loose) {
  return defineEntity<Item>()({ name, table, ...rest } as never) as unknown as {
    readonly model: EntityModel;
    readonly put: (item: Item) => { readonly input: { readonly Item: Item } };
  };
}
