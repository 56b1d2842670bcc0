import type { Connection } from '../client/connect.ts';
import type { SendOptions } from '../client/run-command.ts';
import { RequestError } from '../errors.ts';
import type { EntityTypes } from '../operations/entity-types.ts';
import type { Operation, PageOperation } from '../operations/operation.ts';
import type { EntityModel } from '../table/entity.ts';
import type { Pattern } from '../table/pattern.ts';
import { type IterateOptions, iterate } from './iterate.ts';
import type { RepositoryOf } from './repository-types.ts';
import { send } from './send.ts';

type Builder = (...args: unknown[]) => Operation<unknown>;
type Call = (...args: unknown[]) => Promise<unknown>;

/** Where the options of each operation stand among its arguments. */
const OPTIONS_PLACE = { create: 1, put: 1, get: 1, getOrThrow: 1, update: 2, upsert: 1, delete: 1 } as const;
const QUERY_OPTIONS = 1;
const SCAN_OPTIONS = 0;

/**
 * An entity bound to a connection: every operation and pattern of the entity under the same name, sent at once.
 *
 * @throws RequestError when the entity belongs to another table than the connection.
 * @example
 * ```ts
 * import { connect, defineEntity, defineTable, repository } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop' });
 * const User = defineEntity<{ userId: string; name: string }>()({
 *   name: 'User',
 *   table: shop,
 *   keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
 * });
 *
 * export const users = repository(connect({ table: shop }), User);
 * ```
 */
export function repository<E extends EntityTypes>(
  db: Connection,
  entity: { readonly model: EntityModel; readonly '~types'?: E },
): RepositoryOf<E> {
  const { model } = entity;
  if (model.table !== db.table) {
    throw new RequestError(
      `Entity ${model.name} belongs to table ${model.table.name}, and the connection is to ${db.table.name}.`,
    );
  }
  const builders = entity as unknown as Record<string, Builder & PatternBuilders>;
  const methods: Record<string, unknown> = {};
  for (const [name, place] of Object.entries(OPTIONS_PLACE))
    methods[name] = sending(db, builders[name], place);
  for (const [name, pattern] of model.patterns) methods[name] = patternMethod(db, builders[name], pattern);
  return methods as RepositoryOf<E>;
}

interface PatternBuilders {
  readonly first: Builder;
  readonly count: Builder;
  readonly page: Builder;
}

function patternMethod(
  db: Connection,
  builder: (Builder & PatternBuilders) | undefined,
  pattern: Pattern,
): unknown {
  if (pattern.operation === 'get') return sending(db, builder, OPTIONS_PLACE.get);
  const place = pattern.operation === 'scan' ? SCAN_OPTIONS : QUERY_OPTIONS;
  return Object.assign(sending(db, builder, place), {
    first: sending(db, builder?.first, place),
    count: sending(db, builder?.count, place),
    // A generator, so that a refusal comes out of the loop and not out of the call before it.
    async *iterate(...args: unknown[]) {
      const options = args[place] as (IterateOptions & { now?: Date }) | undefined;
      const given = [...args.slice(0, place), { ...options, now: options?.now ?? db.now() }];
      yield* iterate(db, builder?.page(...given) as PageOperation<unknown>, options);
    },
  });
}

/** The same call, sent. A refusal of the builder comes as a rejection too, so that callers handle one kind of failure. */
function sending(db: Connection, builder: Builder | undefined, place: number): Call {
  return async (...args) => {
    const options = args[place] as (SendOptions & { now?: Date }) | undefined;
    const given = args.slice(0, place);
    const operation = builder?.(...given, { ...options, now: options?.now ?? db.now() });
    return operation === undefined ? undefined : send(db, operation, options);
  };
}
