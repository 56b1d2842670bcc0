import { defineConfig } from './src/cli/index.ts';
import { Address, Order, OrderItem, Product, User, UserEmail } from './src/repositories/commerce/index.ts';

// The example shop, for `npm run monotable` in this repository.
export default defineConfig({ entities: [Address, Order, OrderItem, Product, User, UserEmail] });
