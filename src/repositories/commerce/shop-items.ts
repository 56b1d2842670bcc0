import type { Address } from './address.ts';
import type { Order } from './order.ts';
import type { OrderItem } from './order-item.ts';
import type { Product } from './product.ts';
import type { Stamped } from './shop.ts';
import type { User } from './user.ts';

/** An item as it is written for the first time: the toolkit adds the stamps. */
export type Unstamped<T extends Stamped> = Omit<T, keyof Stamped>;

/** The items of a whole shop, ready to be put. */
export interface ShopItems {
  readonly users: readonly Unstamped<User>[];
  readonly addresses: readonly Unstamped<Address>[];
  readonly products: readonly Unstamped<Product>[];
  readonly orders: readonly Unstamped<Order>[];
  readonly orderItems: readonly OrderItem[];
}
