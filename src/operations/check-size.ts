import { RequestError } from '../errors.ts';
import { isTooLarge, itemSize, MAX_ITEM_BYTES } from '../expressions/item-size.ts';
import { keyText } from './item-key.ts';
import type { CheckOperation, ItemOperation } from './operation.ts';

/**
 * Refuses a put of an item that is too large. The service says so, too, but not of which item. What an update makes of an item,
 * it alone knows.
 *
 * @param where begins the message: `Order.put`
 */
export function checkSize(operation: ItemOperation<unknown> | CheckOperation, where: () => string): void {
  const { input, entity, name, key } = operation;
  if (!('Item' in input) || !isTooLarge(input.Item)) return;
  throw new RequestError(
    `${where()} writes an item of ${itemSize(input.Item)} bytes with ${keyText(key)}; an item has ${MAX_ITEM_BYTES} at most.`,
    { entity: entity.name, operation: name, key },
  );
}
