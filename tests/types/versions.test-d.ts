import { expectTypeOf } from 'expect-type';
import {
  connect,
  defineEntity,
  defineTable,
  type ItemOf,
  repository,
  retryOnConflict,
} from '../../src/index.ts';

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

// @ts-expect-error the version that was read is one number
Cart.update({ cartId: 'c1', version: '3' }, { set: { total: 2 } });
// @ts-expect-error an entity that always has a version has none that is undefined
Cart.delete({ cartId: 'c1', version: undefined });
// @ts-expect-error the key of the item is still needed
Cart.check({ version: 3 });
// @ts-expect-error absence has no version
Cart.checkAbsent({ cartId: 'c1', version: 3 });

const carts = repository(connect({ table: shop }), Cart);
export const changed = () => carts.update(cart, { set: { total: 2 } });
expectTypeOf(changed).returns.resolves.toEqualTypeOf<Cart>();
// @ts-expect-error a repository asks for the version as well
export const blind = () => carts.update({ cartId: 'c1' }, { set: { total: 2 } });

/** Older carts have no version, which the type then says. */
interface OldCart {
  cartId: string;
  total: number;
  version: number | undefined;
}
const OldCart = defineEntity<OldCart>()({
  name: 'OldCart',
  table: shop,
  keys: { PK: 'OLD#{cartId}', SK: 'CART' },
  version: 'version',
});
OldCart.create({ cartId: 'c1', total: 1 });
OldCart.update({ cartId: 'c1', version: undefined }, { set: { total: 2 } });
OldCart.update({ cartId: 'c1', total: 1, version: 3 } as OldCart, { set: { total: 2 } });
// @ts-expect-error that there was none has to be said
OldCart.update({ cartId: 'c1' }, { set: { total: 2 } });

const Plain = defineEntity<Cart>()({
  name: 'Plain',
  table: shop,
  keys: { PK: 'PLAIN#{cartId}', SK: 'CART' },
});
Plain.update({ cartId: 'c1' }, { set: { version: 2 } });
Plain.delete({ cartId: 'c1' });
// @ts-expect-error without versions it is an attribute like others, which a new item must have
Plain.create({ cartId: 'c1', total: 1 });

export const counted = () =>
  retryOnConflict(
    () => carts.getOrThrow({ cartId: 'c1' }),
    (current) => {
      expectTypeOf(current).toEqualTypeOf<Cart>();
      return carts.put({ ...current, total: current.total + 1 });
    },
    { maxAttempts: 3 },
  );
expectTypeOf(counted).returns.resolves.toEqualTypeOf<Cart>();
export const misspelt = () =>
  retryOnConflict(
    () => carts.getOrThrow(cart),
    (current) => carts.put(current),
    // @ts-expect-error there is no such option
    { attempts: 3 },
  );

defineEntity<Cart>()({
  name: 'Other',
  table: shop,
  keys: { PK: 'OTHER#{cartId}', SK: 'OTHER' },
  // @ts-expect-error a version is an attribute of the item
  version: 'revision',
});
