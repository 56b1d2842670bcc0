import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import { itemSize, MAX_ITEM_BYTES } from '../expressions/item-size.ts';
import { checkSize } from '../operations/check-size.ts';
import { keyText } from '../operations/item-key.ts';
import type { CheckOperation, ItemOperation, NativeItem } from '../operations/operation.ts';
import { MAX_ACTIONS, MAX_TRANSACTION_BYTES } from './limits.ts';

/** What can stand in a transaction. */
export type Action = ItemOperation<unknown> | CheckOperation;

/**
 * A copy of the list, which its owner may go on with while the transaction is under way. Refuses one that the service would
 * refuse as a whole, with the names of the operations at fault: nothing in it, more than 100 actions, two on one item,
 * more than 4 MB.
 */
export function checkedActions<A extends Action>(
  db: Connection,
  given: readonly A[],
  kinds: readonly Action['kind'][],
  call: string,
): readonly A[] {
  if (!Array.isArray(given)) {
    throw new RequestError(`${call} takes a list of operations, not ${shown(given)}.`);
  }
  const actions: readonly A[] = [...given];
  if (actions.length === 0) throw new RequestError(`${call} has no operations.`);
  if (actions.length > MAX_ACTIONS) {
    throw new RequestError(
      `${call} has ${actions.length} operations; a transaction takes ${MAX_ACTIONS}, and is never split.`,
    );
  }
  for (const [place, action] of actions.entries()) checkAction(db, action, place, kinds, call);
  checkDistinct(actions, call);
  checkBytes(actions, call);
  return actions;
}

function checkAction(
  db: Connection,
  action: Action | undefined,
  place: number,
  kinds: readonly Action['kind'][],
  call: string,
): void {
  // An entity has a name as well, and so has an Error.
  if (typeof action?.name !== 'string' || typeof action.kind !== 'string') {
    throw new RequestError(`${call}: at ${place} there is ${shown(action)}, not an operation of an entity.`);
  }
  if (!kinds.includes(action.kind)) {
    throw new RequestError(
      `${call} takes ${kinds.join(', ')}, and ${action.name}, at ${place}, is of kind ${action.kind}.`,
    );
  }
  if (action.table !== db.table) {
    throw new RequestError(
      `${action.name} is declared for table ${action.table.name}, and the connection is to ${db.table.name}.`,
    );
  }
  if ((action.input as { ReturnValues?: string }).ReturnValues === 'ALL_OLD') {
    throw new RequestError(
      `${call}: ${action.name}, at ${place}, asks for the old item, and a transaction returns none.`,
    );
  }
  checkSize(action, () => `${call}: ${action.name}, at ${place},`);
}

function checkDistinct(actions: readonly Action[], call: string): void {
  const seen = new Map<string, Action>();
  for (const action of actions) {
    const text = keyText(action.key);
    const other = seen.get(text);
    if (other !== undefined) {
      const both =
        other.name === action.name ? `two ${action.name}` : `both ${other.name} and ${action.name}`;
      throw new RequestError(
        `${call} has ${both} for the item with ${text}; a transaction takes one operation for each item.`,
        { entity: action.entity.name, operation: action.name, key: action.key },
      );
    }
    seen.set(text, action);
  }
}

/** So few items cannot be too much: each is at most 400 KB, or is refused by itself. */
const SAFE_ACTIONS = Math.floor(MAX_TRANSACTION_BYTES / MAX_ITEM_BYTES);

/** Of an update only the key is known, so what is counted is the least that it can be. */
function checkBytes(actions: readonly Action[], call: string): void {
  if (actions.length <= SAFE_ACTIONS) return;
  let bytes = 0;
  for (const { input, key } of actions) bytes += itemSize((input as { Item?: NativeItem }).Item ?? key);
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw new RequestError(
      `${call} has items of ${bytes} bytes together; a transaction takes ${MAX_TRANSACTION_BYTES}, and is never split.`,
    );
  }
}
