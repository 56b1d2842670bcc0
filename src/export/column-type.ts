import { RequestError, shown } from '../errors.ts';

/**
 * The type of a column as users write it, in the words of Athena and Hive. `string` is text whatever the value is; `json`,
 * which Athena has not and reads as text, is whatever the value is.
 */
export type ColumnTypeText =
  | 'bigint'
  | 'double'
  | 'boolean'
  | 'string'
  | 'json'
  | 'binary'
  | `decimal(${number},${number})`
  | `array<${string}>`
  | `struct<${string}>`;

/** The type of a column. */
export type ColumnType =
  | { readonly kind: 'bigint' | 'double' | 'boolean' | 'string' | 'json' | 'binary' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'array'; readonly element: ColumnType }
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] };

/** A field of a struct, by the name that it has in the item. */
export interface StructField {
  readonly name: string;
  readonly type: ColumnType;
}

/** Digits of a decimal in Athena, Hive, Parquet and DuckDB (Athena user guide: Data types, `decimal`). */
export const MAX_PRECISION = 38;

const SIMPLE = ['bigint', 'double', 'boolean', 'string', 'json', 'binary'] as const;
const KNOWN = [...SIMPLE, 'decimal(p,s)', 'array<…>', 'struct<name:…>'].join(', ');

/** The type as users write it: `array<struct<sku:string,price:decimal(18,2)>>`. */
export function columnTypeText(type: ColumnType): string {
  switch (type.kind) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array<${columnTypeText(type.element)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${columnTypeText(field.type)}`).join(',')}>`;
    default:
      return type.kind;
  }
}

/**
 * Reads `array<struct<sku:string,price:decimal(18,2)>>`; spaces and the case of the words do not matter, that of names does.
 *
 * @param where how messages name the column
 * @throws RequestError that says what is wrong
 */
export function parseColumnType(text: string, where: string): ColumnType {
  if (typeof text !== 'string') {
    throw new RequestError(`${where} has ${shown(text)} for a type; there are ${KNOWN}.`);
  }
  const reader = new TypeReader(text, where);
  const type = reader.type();
  reader.end();
  return type;
}

class TypeReader {
  readonly #text: string;
  readonly #where: string;
  #at = 0;

  constructor(text: string, where: string) {
    this.#text = text;
    this.#where = where;
  }

  type(): ColumnType {
    const word = this.#match(/[A-Za-z]+/y)?.toLowerCase() ?? '';
    const simple = SIMPLE.find((kind) => kind === word);
    if (simple !== undefined) return { kind: simple };
    if (word === 'decimal') return this.#decimal();
    if (word === 'array') {
      this.#expect('<');
      const element = this.type();
      this.#expect('>');
      return { kind: 'array', element };
    }
    if (word === 'struct') return this.#struct();
    throw this.#error();
  }

  end(): void {
    this.#match(/\s*/y);
    if (this.#at < this.#text.length) throw this.#error();
  }

  #decimal(): ColumnType {
    this.#expect('(');
    const precision = Number(this.#match(/\d+/y) ?? Number.NaN);
    this.#expect(',');
    const scale = Number(this.#match(/\d+/y) ?? Number.NaN);
    this.#expect(')');
    if (!(precision >= 1 && precision <= MAX_PRECISION && scale >= 0 && scale <= precision)) {
      throw new RequestError(
        `${this.#where} has the type ${shown(this.#text)}: a decimal has 1 to ${MAX_PRECISION} digits, and at most as many of them after its point.`,
      );
    }
    return { kind: 'decimal', precision, scale };
  }

  #struct(): ColumnType {
    const fields: StructField[] = [];
    this.#expect('<');
    do {
      const name = this.#match(/\w+/y);
      if (name === undefined) throw this.#error();
      if (fields.some((field) => field.name.toLowerCase() === name.toLowerCase())) {
        throw new RequestError(
          `${this.#where} has the type ${shown(this.#text)}: its struct names ${name} twice, and case makes no difference.`,
        );
      }
      this.#expect(':');
      fields.push({ name, type: this.type() });
    } while (this.#match(/,/y) !== undefined);
    this.#expect('>');
    return { kind: 'struct', fields };
  }

  #expect(character: string): void {
    this.#match(/\s*/y);
    if (this.#text[this.#at] !== character) throw this.#error();
    this.#at += 1;
  }

  /** What stands here, after spaces. */
  #match(pattern: RegExp): string | undefined {
    for (const each of [/\s*/y, pattern]) {
      each.lastIndex = this.#at;
      const found = each.exec(this.#text)?.[0];
      if (found === undefined) return undefined;
      this.#at += found.length;
      if (each === pattern) return found;
    }
    return undefined;
  }

  #error(): RequestError {
    return new RequestError(
      `${this.#where} has the type ${shown(this.#text)}, which is none from character ${this.#at + 1} on; there are ${KNOWN}.`,
    );
  }
}
