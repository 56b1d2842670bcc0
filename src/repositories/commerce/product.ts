import { defineEntity } from '../../operations/define-entity.ts';
import { type Stamped, shop } from './shop.ts';

/** Something that the shop sells. Prices are whole cents, so that sums are exact in JavaScript too. */
export interface Product extends Stamped {
  productId: string;
  name: string;
  category?: string | undefined;
  supplier?: string | undefined;
  /** What one piece is, for example `10 boxes x 20 bags`. */
  unit?: string | undefined;
  priceCents: number;
  unitsInStock: number;
  discontinued: boolean;
  /** The place among the featured products, 0 to 9999, the first one first. Only products that have one are featured. */
  featuredRank?: number | undefined;
}

/** Products by id. Only those with a `featuredRank` are in the sparse GSI2; removing it takes them out again. */
export const Product = defineEntity<Product>()({
  name: 'Product',
  table: shop,
  keys: {
    PK: 'PRODUCT#{productId}',
    SK: 'PRODUCT',
    GSI2PK: 'FEATURED',
    GSI2SK: '{featuredRank:int4}#{productId}',
  },
  patterns: { byId: { operation: 'get' }, featured: { index: 'GSI2' } },
  stamps: true,
});
