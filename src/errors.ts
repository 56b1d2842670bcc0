/** What an error of the toolkit is about; every field is absent where it does not apply. */
export interface ErrorDetails {
  /** The entity's name, as declared. */
  entity?: string | undefined;
  /** The operation's or pattern's name, for example `Order.create`. */
  operation?: string | undefined;
  /** The primary key of the item, as sent. */
  key?: Readonly<Record<string, unknown>> | undefined;
  /** The SDK's error, or another error behind this one. */
  cause?: unknown;
}

/**
 * The base of every error that the toolkit throws. Errors of the SDK that it has nothing to add to pass untouched.
 */
export class MonotableError extends Error {
  override readonly name: string = 'MonotableError';
  readonly entity: string | undefined;
  readonly operation: string | undefined;
  readonly key: Readonly<Record<string, unknown>> | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.entity = details.entity;
    this.operation = details.operation;
    this.key = details.key;
  }

  /**
   * Whether the request may have been carried out all the same. The SDK repeats a request whose answer was lost, and then
   * the item that forbade the last attempt may be the work of the first one. Never so in a transaction: its token tells.
   */
  get maybeApplied(): boolean {
    const { name, $metadata } = (this.cause ?? {}) as {
      name?: string;
      $metadata?: { attempts?: number };
    };
    return name === 'ConditionalCheckFailedException' && ($metadata?.attempts ?? 1) > 1;
  }
}

/** A write that the item which is there forbade; nothing was changed. */
class WriteRefused extends MonotableError {
  /** The item as it stands, when the service returned it. */
  readonly item: Readonly<Record<string, unknown>> | undefined;

  constructor(
    message: string,
    details: ErrorDetails & { item?: Readonly<Record<string, unknown>> | undefined },
  ) {
    super(message, details);
    this.item = details.item;
  }
}

/** A table, entity, pattern or key template is declared wrongly. Thrown when the declaration is made. */
export class DeclarationError extends MonotableError {
  override readonly name = 'DeclarationError';
}

/** A part of a key is missing or cannot stand in a key; the message names the key, the part and the value. */
export class KeyError extends MonotableError {
  override readonly name = 'KeyError';
}

/** A value that DynamoDB cannot hold; the message names the path to it and its type. */
export class ValueError extends MonotableError {
  override readonly name = 'ValueError';
}

/** A call that can never succeed, refused before anything is sent: a bad limit, an empty update, a strong read of a global index. */
export class RequestError extends MonotableError {
  override readonly name = 'RequestError';
}

/** A cursor that is malformed, belongs to another query, or does not carry our signature. */
export class CursorError extends MonotableError {
  override readonly name = 'CursorError';
}

/** `create` found an item with the same key. */
export class AlreadyExists extends WriteRefused {
  override readonly name = 'AlreadyExists';
}

/** No item has this key: thrown by `getOrThrow` and by operations that only change what is there. */
export class NotFound extends MonotableError {
  override readonly name = 'NotFound';
}

/** The caller's own condition was false; the item was not changed. */
export class ConditionFailed extends WriteRefused {
  override readonly name = 'ConditionFailed';
}

/** The item has another version than the one that was read: somebody has changed it in the meantime. */
export class VersionConflict extends WriteRefused {
  override readonly name = 'VersionConflict';
}

/** A value that must be unique belongs to somebody else; `item` is their claim. */
export class AlreadyClaimed extends WriteRefused {
  override readonly name = 'AlreadyClaimed';
  /** The value, by attribute: `{ email: 'ann@example.org' }`. */
  readonly claimed: Readonly<Record<string, unknown>>;

  constructor(
    message: string,
    details: ErrorDetails & Pick<AlreadyClaimed, 'claimed'> & { item?: AlreadyClaimed['item'] },
  ) {
    super(message, details);
    this.claimed = details.claimed;
  }
}

/** What became of one action of a cancelled transaction. */
export interface TransactionFailure {
  /** Its place among the operations given. */
  readonly index: number;
  /** The operation's name, for example `Order.create`. */
  readonly operation: string;
  /** The name of the operation's entity. */
  readonly entity: string;
  readonly key: Readonly<Record<string, unknown>>;
  /** The service's reason: `ConditionalCheckFailed`, `TransactionConflict`, `ThrottlingError`, `ValidationError`, … */
  readonly code: string;
  readonly message: string;
  /** The item as it stands, when the service returned it. */
  readonly item: Readonly<Record<string, unknown>> | undefined;
  /** For a false condition, the error that the operation alone would have thrown. */
  readonly error: Error | undefined;
}

/** A transaction was cancelled as a whole: nothing of it was written. The SDK's error is the `cause`. */
export class TransactionCancelled extends MonotableError {
  override readonly name = 'TransactionCancelled';
  /** The actions that failed, in the order given; the others had no part in it. */
  readonly failures: readonly TransactionFailure[];

  constructor(message: string, details: ErrorDetails & Pick<TransactionCancelled, 'failures'>) {
    super(message, details);
    this.failures = details.failures;
  }

  /**
   * The first error of this class among the failures, of any entity or of one; then its `item` has the entity's type:
   * `error.find(ConditionFailed, Product)?.item?.unitsInStock`.
   */
  find<T extends Error>(type: ErrorClass<T>): T | undefined;
  find<T extends Error, I>(type: ErrorClass<T>, entity: EntityOf<I>): (T & OfItem<I>) | undefined;
  find(type: ErrorClass<Error>, entity?: EntityOf<unknown>): Error | undefined {
    return this.failures.find(
      (failure) => failure.error instanceof type && (entity === undefined || failure.entity === entity.name),
    )?.error;
  }
}

type ErrorClass<T> = abstract new (...args: never[]) => T;
interface EntityOf<I> {
  readonly name: string;
  readonly '~types'?: { readonly item: I };
}
interface OfItem<I> {
  readonly item: I | undefined;
}

/** A transaction's token was used a moment ago for a transaction with other content. */
export class TokenMismatch extends MonotableError {
  override readonly name = 'TokenMismatch';
}

/** Somebody else is at this piece of work, so `once` did not begin it, or could not keep its result. */
export class InProgress extends MonotableError {
  override readonly name = 'InProgress';
}

/** An item, read or about to be written, that the entity's validator or `upgrade` refused. */
export class InvalidItem extends MonotableError {
  override readonly name = 'InvalidItem';
  /** The item; as it is stored, with its keys, when it was met while reading a page. */
  readonly item: Readonly<Record<string, unknown>>;
  /** What the validator found. */
  readonly issues: readonly ItemIssue[];

  constructor(
    message: string,
    details: ErrorDetails & { item: Readonly<Record<string, unknown>>; issues: readonly ItemIssue[] },
  ) {
    super(message, details);
    this.item = details.item;
    this.issues = details.issues;
  }
}

/** One finding of a validator. */
export interface ItemIssue {
  readonly message: string;
  /** The way to the value, for example `lines[0].quantity`; empty for the item itself. */
  readonly path: string;
}

/** A real table is not what its declaration says. */
export class TableDiffers extends MonotableError {
  override readonly name = 'TableDiffers';
  /** Every difference, with what is declared and what is there. */
  readonly differences: readonly {
    readonly what: string;
    readonly declared: string;
    readonly actual: string;
  }[];

  constructor(message: string, details: ErrorDetails & Pick<TableDiffers, 'differences'>) {
    super(message, details);
    this.differences = details.differences;
  }
}

/** How a value looks in an error message: short, on one line, with its type where the text alone could mislead. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (typeof value === 'symbol') return value.toString();
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : `Date ${value.toISOString()}`;
  if (typeof value === 'object' && value !== null) {
    const type = (value as { constructor?: { name?: unknown } }).constructor?.name;
    return typeof type !== 'string' || type === 'Object'
      ? 'an object'
      : `an object of ${type.split('\n')[0]}`;
  }
  return Object.is(value, -0) ? '-0' : String(value);
}
