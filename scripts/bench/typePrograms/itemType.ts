/** So many of a part of a program. */
export function repeated(count: number, part: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => part(n)).join('\n');
}

/** The twelve attributes that every program of the comparison has. */
export function itemType(n: number): string {
  return `
export interface Item${n} {
  userId: string;
  item${n}Id: string;
  status: 'open${n}' | 'paid' | 'shipped';
  total: number;
  placedAt: string;
  note?: string;
  tags?: string[];
  street: string;
  weight: number;
  gift: boolean;
  coupon?: string;
  address: { city: string; floor: number };
}`;
}
