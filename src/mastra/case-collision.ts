import { ConditionFailed, RequestError, shown } from '../errors.ts';
import { type AttributeConditions, type ConditionNode, or } from '../expressions/condition.ts';
import { missing } from '../expressions/operators.ts';

/**
 * The condition that an item is new, or is of this very id. The keys of the compatible layout are in lower case, so two ids
 * that differ only in case meet in one item; without the condition the second would take the place of the first.
 */
export function ownId<A extends string>(attribute: A, id: string): ConditionNode<Record<A, string>> {
  const having = (value: unknown) => ({ [attribute]: value }) as AttributeConditions<Record<A, string>>;
  return or<Record<A, string>>(having(missing()), having(id));
}

/** Of a write that was refused because of `ownId`, the error that says so; any other error as it is. */
export function caseCollision(kind: string, attribute: string, id: string, error: unknown): unknown {
  if (!(error instanceof ConditionFailed)) return error;
  const other = (error.item as Record<string, unknown> | undefined)?.[attribute];
  if (typeof other !== 'string' || other === id || other.toLowerCase() !== id.toLowerCase()) return error;
  return collision(kind, id, other);
}

/** The refusal of an id next to another one. */
export function collision(kind: string, id: string, other: string): RequestError {
  return new RequestError(
    `The ${kind} ${shown(id)} cannot be stored: the keys of the compatible layout are in lower case, and the table has ${shown(other)}, which is the same there.`,
  );
}
