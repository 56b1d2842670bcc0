import { DeclarationError, RequestError, shown } from '../errors.ts';
import { checkCallOptions } from '../operations/check-options.ts';
import { refuseUnknown } from '../table/known-options.ts';
import type { Change, OtherChange, StreamEntity } from './change.ts';
import { type InOrderOptions, inOrder } from './in-order.ts';
import { type AnyChange, readChange, type StreamModel } from './read-change.ts';
import { recordsOf, type StreamEvent, type StreamRecord, type StreamView } from './stream-record.ts';

/** The stream of a table, and whose changes it is read for. */
export interface StreamDeclaration<X extends readonly StreamEntity[], V extends StreamView> {
  /** The entities, all of one table. Changes of others are `other`. */
  readonly entities: X;
  /** The StreamViewType of the table's stream. Default `'NEW_AND_OLD_IMAGES'`. */
  readonly view?: V;
}

/** What is done for a change, by the name of its entity. A handler that throws, or rejects, has failed. */
export type StreamHandlers<X extends StreamEntity, V extends StreamView> = {
  readonly [N in Change<X, V>['entity']]: (change: Extract<Change<X, V>, { readonly entity: N }>) => unknown;
} & {
  /** What is no change of these entities, or cannot be read as one; its `reason` says why. */
  readonly other: (change: OtherChange) => unknown;
};

/** How the changes of an event are handled. */
export interface HandlerOptions<X extends StreamEntity, V extends StreamView> {
  /** Told of each failure. Lambda writes nothing about it to the log, so this should. */
  readonly onFailure: (error: unknown, change: Change<X, V> | OtherChange) => unknown;
  /** Items whose changes are handled at the same time, at most. Default 10. */
  readonly concurrency?: number;
}

/** Where the event source goes on: with the first record, in the stream's order, that was not handled. */
export interface StreamResponse {
  /** One at most. */
  batchItemFailures: { itemIdentifier: string }[];
}

/** A declared stream. */
export interface Stream<X extends StreamEntity, V extends StreamView> {
  /**
   * The change that a record tells of, from a Lambda event or from GetRecords. Pure.
   *
   * @throws RequestError for what is no record of the table's stream, or has not the images that the view promises.
   */
  readonly read: (record: StreamRecord) => Change<X, V> | OtherChange;
  /**
   * A function for the records of an event: changes of one item in order, of different items side by side. A change that
   * fails keeps back the later ones of its item only; what is reported is the lowest sequence number that failed. The event
   * source delivers all from there on again, so a change may be handled more than once.
   *
   * @throws RequestError for handlers that are missing, unknown or no functions; when called, for what `read` refuses,
   * before any change is handled.
   */
  readonly handler: (
    handlers: StreamHandlers<X, V>,
    options: HandlerOptions<X, V>,
  ) => (event: StreamEvent) => Promise<StreamResponse>;
}

const VIEWS: readonly StreamView[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];
const DEFAULT_CONCURRENCY = 10;
/** The handler of what belongs to no entity. */
const OTHER = 'other';

type AnyOptions = Partial<InOrderOptions<AnyChange | OtherChange>>;

/**
 * Declares how the stream of a table is read: its records become changes of entities. Items are read as everywhere, without
 * keys, with exact numbers, upgraded and validated; one that cannot be read so is `other`, and harms no other record.
 *
 * @throws DeclarationError when the entities are of several tables, one is named twice, or one is called `other`.
 * @example
 * ```ts
 * import { defineEntity, defineTable } from 'monotable';
 * import { defineStream } from 'monotable/streams';
 *
 * const shop = defineTable({ name: 'shop' });
 * const Order = defineEntity<{ userId: string; orderId: string; total: number }>()({
 *   name: 'Order',
 *   table: shop,
 *   keys: { PK: 'USER#{userId}', SK: 'ORDER#{orderId}' },
 * });
 * const changes = defineStream({ entities: [Order] });
 *
 * export const handler = changes.handler(
 *   {
 *     Order: (change) => {
 *       if (change.type === 'created') console.log(change.key.orderId, change.new.total); // a1 42
 *     },
 *     other: (change) => console.warn(change.message),
 *   },
 *   { onFailure: (error, change) => console.error(change.primaryKey, error) },
 * );
 * ```
 */
export function defineStream<
  const X extends readonly [StreamEntity, ...StreamEntity[]],
  const V extends StreamView = 'NEW_AND_OLD_IMAGES',
>(declaration: StreamDeclaration<X, V>): Stream<X[number], V> {
  const stream = modelOf(declaration);
  const read = (record: StreamRecord) => readChange(stream, record);
  return {
    read,
    handler: (handlers: object, options: AnyOptions) => {
      const work = workOf(stream, handlers);
      const limits = checkedOptions(stream, options);
      return async (event: StreamEvent) => {
        // All before the first is handled: a record that is refused shows that nothing here is as declared.
        const changes = recordsOf(event, `Stream of ${stream.table.name}`).map(read);
        const failed = await inOrder(changes, work, limits);
        return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
      };
    },
  } as Stream<X[number], V>;
}

function modelOf(declaration: StreamDeclaration<readonly StreamEntity[], StreamView>): StreamModel {
  refuseUnknown(declaration, ['entities', 'view'], 'A stream');
  const { entities, view = 'NEW_AND_OLD_IMAGES' } = declaration;
  const models = entities.map((entity) => entity.model);
  const [first] = models;
  if (first === undefined) throw new DeclarationError('A stream needs an entity or more.');
  const { table } = first;
  const where = `Stream of ${table.name}`;
  if (!VIEWS.includes(view)) {
    throw new DeclarationError(`${where}: view is ${VIEWS.map(shown).join(', ')}, not ${shown(view)}.`);
  }
  const byName = new Map(models.map((entity) => [entity.name, entity]));
  const stranger = models.find((entity) => entity.table !== table);
  if (stranger !== undefined) {
    throw new DeclarationError(`${where}: ${stranger.name} is in table ${stranger.table.name}.`);
  }
  if (byName.size < models.length) throw new DeclarationError(`${where} names an entity twice.`);
  if (byName.has(OTHER)) {
    throw new DeclarationError(`${where}: an entity called other could not be told from all others.`);
  }
  return { table, entities: byName, view };
}

/** Finds the handler of a change. Every name has one, and every one has a name. */
function workOf(
  { table, entities }: StreamModel,
  given: object,
): (change: AnyChange | OtherChange) => unknown {
  const where = `Stream of ${table.name}`;
  const names = [...entities.keys(), OTHER];
  const handlers = new Map(Object.entries(given));
  for (const [name, handler] of handlers) {
    if (!names.includes(name)) {
      throw new RequestError(
        `${where} has no entity ${shown(name)}; there are handlers for ${names.join(', ')}.`,
      );
    }
    if (typeof handler !== 'function') {
      throw new RequestError(`${where}: the handler of ${name} is a function, not ${shown(handler)}.`);
    }
  }
  const missing = names.filter((name) => !handlers.has(name));
  if (missing.length > 0) throw new RequestError(`${where} has no handler for ${missing.join(', ')}.`);
  return (change) => handlers.get(change.entity ?? OTHER)(change);
}

function checkedOptions(
  { table }: StreamModel,
  options: AnyOptions,
): InOrderOptions<AnyChange | OtherChange> {
  const where = `Stream of ${table.name}`;
  checkCallOptions(options, ['onFailure', 'concurrency'], where);
  const { onFailure, concurrency = DEFAULT_CONCURRENCY } = options;
  if (typeof onFailure !== 'function') {
    throw new RequestError(`${where}: onFailure is a function, not ${shown(onFailure)}.`);
  }
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new RequestError(`${where}: concurrency is a whole number from 1 on, not ${shown(concurrency)}.`);
  }
  return { concurrency, onFailure };
}
