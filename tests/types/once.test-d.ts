import { expectTypeOf } from 'expect-type';
import {
  connect,
  defineEntity,
  defineTable,
  type OnceRecord,
  type OnceResult,
  once,
} from '../../src/index.ts';

const shop = defineTable({ name: 'shop', ttl: 'expiresAt' });
const db = connect({ table: shop });
interface Receipt {
  receipt: string;
}
const Charge = defineEntity<OnceRecord<Receipt> & { orderId: string; expiresAt: number }>()({
  name: 'Charge',
  table: shop,
  keys: { PK: 'CHARGE#{orderId}', SK: 'CHARGE' },
});
const Mail = defineEntity<OnceRecord<void> & { mailId: string; expiresAt: number }>()({
  name: 'Mail',
  table: shop,
  keys: { PK: 'MAIL#{mailId}', SK: 'MAIL' },
});
const Order = defineEntity<{ orderId: string }>()({
  name: 'Order',
  table: shop,
  keys: { PK: 'ORDER#{orderId}', SK: 'ORDER' },
});
type TypesOf<E extends { '~types'?: unknown }> = Exclude<E['~types'], undefined>;

expectTypeOf<OnceResult<TypesOf<typeof Charge>>>().toEqualTypeOf<Receipt>();

export const charge = () => once(db, Charge, { orderId: '7' }, async () => ({ receipt: 'r1' }));
expectTypeOf(charge).returns.resolves.toEqualTypeOf<Receipt>();
export const mail = () =>
  once(db, Mail, { mailId: '7' }, async () => {}, { lease: { minutes: 1 }, keep: { days: 3 } });

// @ts-expect-error the result is the one that the entity keeps
export const other = () => once(db, Charge, { orderId: '7' }, async () => ({ receipt: 7 }));
// @ts-expect-error the work is a function, so that it can be left undone
export const begun = () => once(db, Charge, { orderId: '7' }, Promise.resolve({ receipt: 'r1' }));
// @ts-expect-error the key is that of the record
export const keyless = () => once(db, Charge, { mailId: '7' }, async () => ({ receipt: 'r1' }));
// @ts-expect-error an entity that is no record keeps no result
export const unkept = () => once(db, Order, { orderId: '7' }, async () => ({ receipt: 'r1' }));
// @ts-expect-error there is no such option
export const misspelt = () => once(db, Mail, { mailId: '7' }, async () => {}, { leases: { minutes: 1 } });
// @ts-expect-error a length of time is an object with its unit
export const unitless = () => once(db, Mail, { mailId: '7' }, async () => {}, { lease: 60 });
