import { ConditionFailed, RequestError, shown } from '../errors.ts';

/**
 * Of a write that was refused because another id stands in its place, the error that says so; any other error as it is. The keys
 * of the compatible layout are in lower case, so two ids that differ only in case meet in one item.
 */
export function caseCollision(kind: string, id: string, error: unknown): unknown {
  if (!(error instanceof ConditionFailed)) return error;
  const other = (error.item as { readonly id?: unknown } | undefined)?.id;
  if (typeof other !== 'string' || other === id || other.toLowerCase() !== id.toLowerCase()) return error;
  return collision(kind, id, other);
}

/** The refusal of an id next to another one. */
export function collision(kind: string, id: string, other: string): RequestError {
  return new RequestError(
    `The ${kind} ${shown(id)} cannot be stored: the keys of the compatible layout are in lower case, and the table has ${shown(other)}, which is the same there.`,
  );
}
