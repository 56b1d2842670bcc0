import { expectTypeOf } from 'expect-type';
import { defineEntity, defineTable, type ItemOf } from '../../src/index.ts';

const shop = defineTable({ name: 'shop', ttl: 'expiresAt' });
interface Cart {
  cartId: string;
  total: number;
  version: number;
}
const Cart = defineEntity<Cart>()({
  name: 'Cart',
  table: shop,
  keys: { PK: 'CART#{cartId}', SK: 'CART' },
  version: 'version',
  stamps: false,
});
const cart = { cartId: 'c1', total: 1, version: 3 };

expectTypeOf<ItemOf<typeof Cart>>().toEqualTypeOf<Cart>();

Cart.create({ cartId: 'c1', total: 1 });
Cart.put({ cartId: 'c1', total: 1 });
Cart.put(cart);
Cart.get({ cartId: 'c1' });
Cart.update(cart, { set: { total: 2 } });
Cart.delete({ cartId: 'c1', version: 3 });
Cart.check({ cartId: 'c1' });
Cart.check(cart);
Cart.checkAbsent({ cartId: 'c1' });

// @ts-expect-error the version that was read is part of what names the item to change
Cart.update({ cartId: 'c1' }, { set: { total: 2 } });
// @ts-expect-error the same for what is deleted
Cart.delete({ cartId: 'c1' });

defineEntity<Cart>()({
  name: 'Other',
  table: shop,
  keys: { PK: 'OTHER#{cartId}', SK: 'OTHER' },
  // @ts-expect-error a version is an attribute of the item
  version: 'revision',
});
