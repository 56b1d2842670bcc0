import { isAttributeValue } from '../client/codec/attribute-value.ts';
import { encodeItem } from '../client/codec/encode.ts';

/** An item in AttributeValue form, of one in either form. */
export function attributeValues(item: object): Record<string, object> {
  const values: object[] = Object.values(item);
  // A key is natively a scalar or bytes, so an item with nothing but such objects is none of native values.
  if (values.every(isAttributeValue)) return item as Record<string, object>;
  return encodeItem(item as Readonly<Record<string, unknown>>, 'Item') as Record<string, object>;
}
