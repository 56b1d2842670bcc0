import { RequestError, shown } from '../errors.ts';
import { compileProjection } from '../expressions/compile-projection.ts';
import { checkExpression } from '../expressions/limits.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import type { EntityModel } from '../table/entity.ts';
import type { IndexModel } from '../table/table.ts';

/** Read only some attributes; the result's type is narrowed to them. Does not lower the cost. */
export interface Select<S extends PropertyKey = string> {
  readonly select: readonly S[];
}

/**
 * The projection for the attributes that the caller selects. Keys, discriminator and TTL are read as well, because
 * cursors, pages and expiry need them; they are taken off again unless selected.
 */
export function projectionOf(
  entity: EntityModel,
  index: IndexModel,
  select: readonly string[] | undefined,
  scope: ExpressionScope,
  operation: string,
): { readonly text: string | undefined; readonly selection: ReadonlySet<string> | undefined } {
  if (select === undefined) return { text: undefined, selection: undefined };
  if (!Array.isArray(select)) {
    throw new RequestError(`${operation}: select is a list of attributes, not ${shown(select)}.`);
  }
  if (select.length === 0) throw new RequestError(`${operation}: select names no attribute.`);
  for (const name of select) {
    if (typeof name !== 'string' || name === '' || entity.hidden.has(name)) {
      throw new RequestError(`${operation}: select takes attributes of ${entity.name}, not ${shown(name)}.`);
    }
  }
  const { table } = entity;
  const needed = new Set(select);
  for (const name of [
    ...keyAttributes(table.primary),
    ...keyAttributes(index),
    table.discriminator,
    table.ttl,
  ]) {
    if (name !== undefined) needed.add(name);
  }
  const text = compileProjection([...needed], scope);
  checkExpression(text, `${operation}: the projection`);
  return { text, selection: new Set(select) };
}

/** The key attributes of an index, partition first. */
export function keyAttributes(index: IndexModel): readonly string[] {
  return [...index.partition.attributes, ...(index.sort?.attributes ?? [])].map(
    (attribute) => attribute.name,
  );
}
