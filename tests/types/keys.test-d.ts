import { expectTypeOf } from 'expect-type';
import type {
  FieldNames,
  KeyParts,
  KeyString,
  KeyValue,
  ParsedParts,
  PlainFieldNames,
} from '../../src/keys/index.ts';
import { key } from '../../src/keys/index.ts';
import type { ShardField } from '../../src/keys/types.ts';

const orderItem = key('ORDER#{orderId}#ITEM#{n:int4}');

// A key has the type of its template.
expectTypeOf(key('USER#{userId}')({ userId: '7' })).toEqualTypeOf<`USER#${string}`>();
expectTypeOf(orderItem({ orderId: 'a', n: 1n })).toEqualTypeOf<`ORDER#${string}#ITEM#${string}`>();
expectTypeOf(key('PROFILE')({})).toEqualTypeOf<'PROFILE'>();
expectTypeOf<KeyString<'{a}#{b:iso}'>>().toEqualTypeOf<`${string}#${string}`>();

// Every part is required, and of the type that its format takes.
expectTypeOf<
  KeyParts<'{a}#{b:int4:desc}#{c:decimal8.2}#{d:iso:lower}#{e:day}#{f:boolean}#{g:raw:lower}'>
>().toEqualTypeOf<{
  readonly a: string;
  readonly b: number | bigint;
  readonly c: number | bigint | string;
  readonly d: Date | number | string;
  readonly e: Date | number | string;
  readonly f: boolean;
  readonly g: string;
}>();
// @ts-expect-error a part is missing
orderItem({ orderId: 'a' });
// @ts-expect-error a part without a format takes strings
orderItem({ orderId: 7, n: 1 });
// @ts-expect-error an integer is no text
orderItem({ orderId: 'a', n: '1' });
// @ts-expect-error undefined cannot stand in a key
orderItem({ orderId: undefined, n: 1 });
// @ts-expect-error there is no such part
orderItem({ orderId: 'a', n: 1, m: 2 });

// Leading parts are optional in a prefix, but not undefined.
orderItem.prefix({});
orderItem.prefix({ orderId: 'a' });
// @ts-expect-error undefined would widen the query
orderItem.prefix({ orderId: undefined });

// What parse gives back follows the format and its width.
expectTypeOf(orderItem.parse('x')).toEqualTypeOf<{ orderId: string; n: number } | undefined>();
expectTypeOf<
  ParsedParts<'{a:int15}#{b:int16}#{c:int38:desc}#{d:iso}#{e:day:desc}#{f:boolean}#{g:lower}'>
>().toEqualTypeOf<{
  a: number;
  b: bigint;
  c: bigint;
  d: string;
  e: string;
  f: boolean;
  g: string;
}>();
expectTypeOf<
  ParsedParts<'{a:decimal8.2}#{b:decimal13.2:desc}#{c:decimal14.2}#{d:decimal20.18}'>
>().toEqualTypeOf<{
  a: number;
  b: number;
  c: string;
  d: string;
}>();

// Names, for those who check templates against the attributes of an item.
expectTypeOf(orderItem.fields).toEqualTypeOf<readonly ('orderId' | 'n')[]>();
expectTypeOf<FieldNames<'{a}#{b:iso}#{a}'>>().toEqualTypeOf<'a' | 'b'>();
expectTypeOf<FieldNames<'PROFILE'>>().toEqualTypeOf<never>();
expectTypeOf<PlainFieldNames<'{a}#{b:iso}#{c:lower}#{d:raw}#{e:raw:lower}#{f:int4}'>>().toEqualTypeOf<
  'a' | 'c' | 'd' | 'e'
>();

// A template that is only known when the program runs has open types.
const loose = key('x' as string);
expectTypeOf(loose({ anything: 1 })).toEqualTypeOf<string>();
expectTypeOf(loose.parse('x')).toEqualTypeOf<Record<string, KeyValue> | undefined>();

// A shard tells nothing of its value, and a literal may say ":shard" as well.
expectTypeOf<ParsedParts<'STATUS#{status}#{id:shard8}'>>().toEqualTypeOf<{ status: string }>();
expectTypeOf<KeyParts<'{id:shard8}'>>().toEqualTypeOf<{ readonly id: string | number | bigint }>();
expectTypeOf<ShardField<'jobs:shard#{kind}#{id:shard8of20}'>>().toEqualTypeOf<'id'>();
expectTypeOf<ShardField<'jobs:shard#{kind}'>>().toEqualTypeOf<never>();
