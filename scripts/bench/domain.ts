/** The table of every column; a library's definitions name it when they are loaded. */
export const TABLE = 'shop';

/** An item of twelve attributes. */
export interface User {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly phone: string;
  readonly country: string;
  readonly language: string;
  readonly createdAt: string;
  readonly visits: number;
  readonly points: number;
  readonly newsletter: boolean;
  readonly tags: string[];
  readonly address: { street: string; city: string; zip: string };
}

/** Another, of which the operations are made. */
export interface Order {
  readonly orderId: string;
  readonly userId: string;
  readonly status: string;
  readonly placedAt: string;
  readonly total: number;
  readonly currency: string;
  readonly count: number;
  readonly paid: boolean;
  readonly note: string;
  readonly carrier: string;
  readonly tags: string[];
  readonly address: { street: string; city: string; zip: string };
}

/** The items of a load, of a page and of a batch, all of one user. */
export const USER_ID = '7';

/** A plain item, as a program has it before it is stored. */
export function orderOf(n: number): Order {
  return {
    orderId: `a${String(n).padStart(6, '0')}`,
    userId: USER_ID,
    status: n % 3 === 0 ? 'shipped' : 'open',
    placedAt: new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString(),
    total: n + 0.5,
    currency: 'EUR',
    count: n % 9,
    paid: n % 2 === 0,
    note: 'Please ring twice, and leave it with the neighbour.',
    carrier: 'DHL',
    tags: ['gift', 'fragile'],
    address: { street: 'Via Roma 12', city: 'Rome', zip: '00100' },
  };
}

/** The same for a user. */
export function userOf(n: number): User {
  return {
    userId: `u${n}`,
    email: `user${n}@example.com`,
    name: 'Ann Example',
    phone: '+39 06 1234567',
    country: 'IT',
    language: 'it',
    createdAt: '2026-01-01T00:00:00.000Z',
    visits: n,
    points: n * 10,
    newsletter: n % 2 === 0,
    tags: ['regular'],
    address: { street: 'Via Roma 12', city: 'Rome', zip: '00100' },
  };
}

/** So many orders. */
export function ordersOf(count: number, first = 0): Order[] {
  return Array.from({ length: count }, (_, place) => orderOf(first + place));
}

/** Where an order lies, whichever library puts it there: its key, and that of the index by user. */
export function orderKeys({ orderId, userId, placedAt }: Order) {
  return {
    PK: `ORDER#${orderId}`,
    SK: 'ORDER',
    GSI1PK: `USER#${userId}`,
    GSI1SK: `ORDER#${placedAt}#${orderId}`,
  };
}

/** The same for a user: by its id, and in the index by its address of mail. */
export function userKeys({ userId, email }: User) {
  return { PK: `USER#${userId}`, SK: 'USER', GSI1PK: `EMAIL#${email}`, GSI1SK: 'USER' };
}
