import { defineEntity } from '../../operations/define-entity.ts';
import { type Stamped, shop } from './shop.ts';

/** Where a parcel goes. */
export interface PostalAddress {
  recipient: string;
  street: string;
  city: string;
  region?: string | undefined;
  postalCode?: string | undefined;
  country: string;
}

/** An address in a user's address book. */
export interface Address extends PostalAddress, Stamped {
  userId: string;
  /** Unique among the addresses of the user, for example `home`. */
  addressId: string;
}

/** Addresses by user. */
export const Address = defineEntity<Address>()({
  name: 'Address',
  table: shop,
  keys: {
    PK: 'USER#{userId}',
    SK: 'ADDRESS#{addressId}',
    GSI1PK: 'USER#{userId}',
    // Backwards, PLACE comes after PROFILE and before ORDER: see userPage.
    GSI1SK: 'PLACE#{addressId}',
  },
  patterns: { ofUser: {} },
  stamps: true,
});
