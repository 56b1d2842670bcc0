/** A line of a dead-letter file, with one of `Item` and `Record`. */
export interface Letter {
  /** The place of the record in its file, from 1. */
  readonly At: number;
  readonly Error: { readonly name: string; readonly message: string };
  /** The item as it would have been stored, in DynamoDB JSON. */
  readonly Item?: unknown;
  /** What stood in the file: the text of a line, the cells of a row by column, or what could not be split into them. */
  readonly Record?: unknown;
}

/** How every line of a dead-letter file begins. */
export const LETTER_START = '{"At":';

/** One line of a dead-letter file. */
export function letterLine({ At, ...letter }: Letter): string {
  return `${JSON.stringify({ At, ...letter })}\n`;
}

/** Whether the value is a line of a dead-letter file, and not an item that happens to have an attribute `Error`. */
export function isLetter(value: unknown): value is Letter {
  const { At, Error: error, Item, Record } = (value ?? {}) as Partial<Letter>;
  return (
    typeof At === 'number' &&
    typeof error?.name === 'string' &&
    typeof error.message === 'string' &&
    (Item !== undefined || Record !== undefined)
  );
}
