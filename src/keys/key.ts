import type { KeyOptions } from './options.ts';
import { compileKey } from './template.ts';
import type { FieldNames, KeyParts, KeyString, ParsedParts } from './types.ts';

/** A key template as a function: call it with the parts to build the key. */
export interface Key<S extends string> {
  (parts: KeyParts<S>): KeyString<S>;
  readonly template: S;
  /** The names of the parts, in order of appearance. */
  readonly fields: readonly FieldNames<S>[];
  /**
   * The parts of a key's text; undefined when the text is not a key of this template. Never throws.
   *
   * @example
   * ```ts
   * import { key } from 'monotable/keys';
   *
   * key('SEQ#{n:int4}').parse('SEQ#0042'); // { n: 42 }
   * key('SEQ#{n:int4}').parse('SEQ#42'); // undefined
   * ```
   */
  parse(text: string): ParsedParts<S> | undefined;
  /**
   * The text that keys with these leading parts start with. It ends at the end of a part, so that it never
   * catches a longer value: with all parts it is what the children of that key start with.
   *
   * @example
   * ```ts
   * import { key } from 'monotable/keys';
   *
   * const orderItem = key('ORDER#{orderId}#ITEM#{n:int4}');
   * orderItem.prefix({}); // 'ORDER#'
   * orderItem.prefix({ orderId: '1' }); // 'ORDER#1#ITEM#', never ORDER#10
   * orderItem.prefix({ orderId: '1', n: 2 }); // 'ORDER#1#ITEM#0002#'
   * ```
   */
  prefix(parts: Partial<KeyParts<S>>): string;
}

/**
 * Makes a key function from a template such as `USER#{userId}` or `ORDER#{placedAt:iso}#{orderId}`.
 *
 * Throws a DeclarationError when the template cannot be read. The function throws a KeyError that names the part
 * and the value when a value cannot stand in a key.
 *
 * @example
 * ```ts
 * import { key } from 'monotable/keys';
 *
 * const userKey = key('USER#{userId}');
 * userKey({ userId: '7' }); // 'USER#7', typed `USER#${string}`
 * userKey({ userId: 'a#b' }); // 'USER#a$Sb': the separator is escaped
 * userKey.parse('USER#7'); // { userId: '7' }
 * ```
 */
export function key<S extends string>(template: S, options: KeyOptions = {}): Key<S> {
  const compiled = compileKey(template, options);
  const build = (parts: KeyParts<S>): KeyString<S> =>
    compiled.build(parts as Readonly<Record<string, unknown>>) as KeyString<S>;
  return Object.assign(build, {
    template,
    fields: compiled.fields as readonly FieldNames<S>[],
    parse: (text: string) => compiled.parse(text) as ParsedParts<S> | undefined,
    prefix: (parts: Partial<KeyParts<S>>) => compiled.prefix(parts as Readonly<Record<string, unknown>>),
  });
}
