import { keyText } from '../operations/item-key.ts';
import type { NativeItem } from '../operations/operation.ts';
import { unitId } from './write-units.ts';

/** A read or write that was sent. */
interface SentUnit {
  readonly tableName: string;
  readonly id: string;
  readonly operation: { readonly key: NativeItem };
}

/**
 * Tells which unit of a chunk an item or key of the answer belongs to, by table and key: what comes back are other objects
 * than those that were sent.
 *
 * It throws for what was not asked for. Then nobody knows what the answer says of the chunk, and none of it may be taken
 * for done. No MonotableError, which would be of one item, and the others sent again.
 */
export function answeredUnits<U extends SentUnit>(
  chunk: readonly U[],
  call: string,
): (tableName: string, item: NativeItem) => U {
  const units = new Map<string, U>();
  const keyNames = new Map<string, readonly string[]>();
  for (const unit of chunk) {
    units.set(unit.id, unit);
    if (!keyNames.has(unit.tableName)) keyNames.set(unit.tableName, Object.keys(unit.operation.key));
  }
  return (answered, item) => {
    const tableName = askedName(keyNames, answered);
    if (tableName === undefined) {
      throw new Error(`${call}: the service answered for table ${answered}, which was not asked for.`);
    }
    const names = keyNames.get(tableName) ?? [];
    const unit = units.get(unitId(tableName, item, names));
    if (unit !== undefined) return unit;
    const key = Object.fromEntries(names.map((name) => [name, item[name]]));
    throw new Error(
      `${call}: the service answered for the item with ${keyText(key)} of table ${answered}, which was not asked for.`,
    );
  };
}

/** A table that is asked for by its ARN may be answered for by its name; the reference does not say. */
function askedName(asked: ReadonlyMap<string, unknown>, answered: string): string | undefined {
  if (asked.has(answered)) return answered;
  const arns = [...asked.keys()].filter((name) => name.endsWith(`:table/${answered}`));
  return arns.length === 1 ? arns[0] : undefined;
}
