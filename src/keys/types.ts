/** `'userId' | 'n:int4'` for `'USER#{userId}#{n:int4}'`: what stands between the braces. */
export type PartSpecs<S> = S extends `${string}{${infer P}}${infer Rest}` ? P | PartSpecs<Rest> : never;

/** `'n'` for `'n:int4'`. */
export type NameOf<P> = P extends `${infer Name}:${string}` ? Name : P;

type TextModifiers = 'lower' | 'raw' | 'raw:lower' | 'lower:raw';

type PlainNameOf<P> = P extends `${infer Name}:${infer F}` ? (F extends TextModifiers ? Name : never) : P;

/** The names of the parts of a template, as a union: `'userId' | 'n'`. */
export type FieldNames<S extends string> = string extends S ? string : NameOf<PartSpecs<S>> & string;

/** The names of the parts that take strings only: those without a format, or with only `lower` or `raw`. */
export type PlainFieldNames<S extends string> = PlainNameOf<PartSpecs<S>> & string;

/** A value that a part of a key may be built from; which one depends on the format of the part. */
export type KeyInput = string | number | bigint | boolean | Date;

/** A value that `parse` gives back. */
export type KeyValue = string | number | bigint | boolean;

type InputOf<P> = P extends `${string}:${infer F}`
  ? F extends `int${string}`
    ? number | bigint
    : F extends `decimal${string}`
      ? number | bigint | string
      : F extends `iso${string}` | `day${string}`
        ? Date | number | string
        : F extends `boolean${string}`
          ? boolean
          : F extends `shard${string}`
            ? string | number | bigint
            : string
  : string;

/** What a key of this template is built from: `{ userId: string; n: number | bigint }`. */
export type KeyParts<S extends string> = string extends S
  ? Readonly<Record<string, unknown>>
  : { readonly [P in PartSpecs<S> & string as NameOf<P>]: InputOf<P> };

/** Digits that a JavaScript number always holds exactly. */
type ExactDigits = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15;

/** A tuple as long as the numeral says; 16 stands for everything longer. */
type Counted<N extends string, T extends 0[] = []> = `${T['length']}` extends N
  ? T
  : T['length'] extends 16
    ? T
    : Counted<N, [...T, 0]>;

type WithoutModifiers<F> = F extends `${infer Format}:${string}` ? Format : F;

type OutputOf<F> = F extends `int${infer N}`
  ? N extends `${ExactDigits}`
    ? number
    : bigint
  : F extends `decimal${infer I}.${infer D}`
    ? [...Counted<I>, ...Counted<D>]['length'] extends ExactDigits
      ? number
      : string
    : F extends 'boolean'
      ? boolean
      : string;

/** What `parse` gives back: `{ userId: string; n: number }`. A shard tells nothing of the value that it was counted of. */
export type ParsedParts<S extends string> = string extends S
  ? Record<string, KeyValue>
  : {
      [P in PartSpecs<S> & string as P extends `${string}:shard${string}`
        ? never
        : NameOf<P>]: P extends `${string}:${infer F}` ? OutputOf<WithoutModifiers<F>> : string;
    };

/** The name of the part that is only counted into a shard: `'orderId'` for `'STATUS#{status}#{orderId:shard8}'`. */
export type ShardField<S> = S extends `${string}:shard${string}` ? ShardPart<PartSpecs<S>> : never;
type ShardPart<P> = P extends `${infer Name}:shard${string}` ? Name : never;

/** The text of a key as a template literal type: `` `USER#${string}` ``. */
export type KeyString<S extends string> = S extends `${infer Head}{${string}}${infer Rest}`
  ? `${Head}${string}${KeyString<Rest>}`
  : S;
