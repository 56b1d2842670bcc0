import { ConditionFailed, type ErrorDetails, MonotableError, TransactionCancelled } from '../../errors.ts';
import { Order } from './order.ts';
import { type NewOrder, PLACE_ORDER, wantedPieces } from './place-order.ts';
import { Product } from './product.ts';

/** A product that an order could not have. */
export interface MissingProduct extends Readonly<Pick<Product, 'productId' | 'name' | 'discontinued'>> {
  /** The pieces of all lines of the order together. */
  readonly wanted: number;
  /** The pieces in stock. Of a discontinued product none can be ordered all the same. */
  readonly left: number;
}

/** An order wanted more than there is, or a product that is discontinued; nothing of it was written. */
export class OutOfStock extends MonotableError {
  override readonly name = 'OutOfStock';
  /** Every product that was in the way, as it stands. */
  readonly products: readonly MissingProduct[];

  constructor(message: string, details: ErrorDetails & Pick<OutOfStock, 'products'>) {
    super(message, details);
    this.products = details.products;
  }
}

/**
 * OutOfStock for a cancelled order that failed conditions of products alone; else the error as it is. An order that is there
 * already, say, may have taken the last pieces itself.
 */
export function outOfStock(error: unknown, order: NewOrder): unknown {
  if (!(error instanceof TransactionCancelled)) return error;
  const wanted = wantedPieces(order);
  const products: MissingProduct[] = [];
  for (const { error: refused } of error.failures) {
    // A conflict with another transaction is no condition: it passes by itself.
    if (refused === undefined) continue;
    if (!(refused instanceof ConditionFailed && refused.entity === Product.name)) return error;
    const { productId, name, discontinued, unitsInStock } = refused.item as unknown as Product;
    products.push({
      productId,
      name,
      discontinued,
      wanted: wanted.get(productId) ?? 0,
      left: unitsInStock,
    });
  }
  if (products.length === 0) return error;
  const { orderId } = order;
  return new OutOfStock(`Order ${orderId}: ${products.map(textOf).join('; ')}.`, {
    entity: Order.name,
    operation: PLACE_ORDER,
    key: { PK: Order.keys.PK({ orderId }), SK: Order.keys.SK({}) },
    products,
    cause: error,
  });
}

function textOf({ productId, name, discontinued, wanted, left }: MissingProduct): string {
  const product = `${JSON.stringify(name)} (${productId})`;
  if (discontinued) return `${product} is discontinued`;
  return `${product} has ${left} left, and ${wanted} ${wanted === 1 ? 'is' : 'are'} wanted`;
}
