import type { PartSpecs } from '../keys/types.ts';

/** The attributes that each template is built from: `{ PK: 'userId'; GSI2SK: 'placedAt' | 'orderId' }`. */
export type TemplateFields<K> = { readonly [A in keyof K]: PartNames<K[A]> };

/**
 * Refuses, in a sentence, templates whose parts are no attributes of the item, or no strings and without a format.
 * The refusals are interfaces, because the compiler looks into both branches while it infers `K`.
 */
export type CheckedKeys<T, K> =
  TemplateFields<K> extends Names<infer F extends keyof T>
    ? T[F] extends string | undefined
      ? unknown
      : CheckedPlain<T, PlainParts<K[keyof K]>>
    : Refused<`{${Exclude<TemplateFields<K>[keyof K], keyof T> & string}} is no attribute of the item`>;

interface Names<F> {
  readonly [attribute: string]: F;
}

/** Only here, off the common way: a part that is no string must have a format. */
type CheckedPlain<T, P> = T[P & keyof T] extends string | undefined
  ? unknown
  : Refused<'a part without a format is no string: write it as {name:int12}, {name:iso}, …'>;

/** What nobody can have; the sentence shows in the compiler's message. */
export interface Refused<Sentence> {
  readonly refused: Sentence;
}

type HasPart = `${string}{${string}`;
type HasFormat = `${string}:${string}`;
type PartNames<S> = S extends `${string}{${infer P}}${infer Rest}`
  ? Rest extends HasPart
    ? NameOf<P> | PartNames<Rest>
    : P extends HasFormat
      ? NameOf<P>
      : P
  : never;
type NameOf<P> = P extends HasFormat ? (P extends `${infer Name}:${string}` ? Name : never) : P;
type PlainParts<S> = Exclude<PartSpecs<S>, HasFormat>;
