import { randomUUID } from 'node:crypto';
import type { ObservationalMemoryHistoryOptions, ObservationalMemoryRecord } from '@mastra/core/storage';
import {
  AlreadyExists,
  ConditionFailed,
  NotFound,
  RequestError,
  shown,
  TransactionCancelled,
} from '../../errors.ts';
import { between, gte, lte, type Operator } from '../../expressions/operators.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { ObservationItem, ObservationPlace } from '../../repositories/mastra/observation-items.ts';
import { send } from '../../repositories/send.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { nextInstant } from '../next-instant.ts';
import { type Generation, generationOf } from './generation.ts';
import { itemAt, KnownPlaces } from './known-places.ts';
import { firstPlace, frontPlace, newestItem } from './place-in-history.ts';
import { creation, type RecordWrite, replacement, writeRecord } from './write-record.ts';

/** What is set without a look at the record. */
type Settable =
  | 'isReflecting'
  | 'isObserving'
  | 'isBufferingObservation'
  | 'isBufferingReflection'
  | 'lastBufferedAtTokens'
  | 'pendingMessageTokens';

/** What becomes of a record: `changed` is absent where nothing is to be written. */
interface Edit<R> {
  readonly changed?: ObservationalMemoryRecord | undefined;
  readonly result: R;
}

/** The records of observational memory in the table. */
export class ObservationRecords {
  readonly #database: MastraDatabase;
  readonly #places: KnownPlaces;

  constructor(database: MastraDatabase) {
    this.#database = database;
    this.#places = new KnownPlaces(database);
  }

  /** The newest record of a thread or resource. */
  async newest(subject: string): Promise<ObservationalMemoryRecord | undefined> {
    for (;;) {
      const item = await newestItem(this.#database, subject);
      if (item === undefined) return undefined;
      const generation = await generationOf(this.#database, item);
      // Else it was deleted between its item and its parts, and another one may be the newest.
      if (generation !== undefined) return this.#seen(generation);
    }
  }

  /** The records of a thread or resource, the newest first. */
  async *history(
    subject: string,
    { from, to, offset = 0 }: ObservationalMemoryHistoryOptions,
    limit = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<ObservationalMemoryRecord, void, undefined> {
    if (limit <= 0 || (from && to && from > to)) return;
    const { record } = this.#database.layout.observation;
    const createdAt = timesBetween(from, to);
    const query = record.ofSubject(
      { subject },
      {
        consistent: true,
        ...(createdAt ? { filter: { createdAt } } : Number.isFinite(limit) && { limit: offset + limit }),
      },
    );
    let left = limit;
    let skipped = 0;
    for await (const item of iterate(this.#database.connection, query)) {
      skipped += 1;
      if (skipped <= offset) continue;
      const generation = await generationOf(this.#database, item);
      if (generation === undefined) continue;
      yield this.#seen(generation);
      left -= 1;
      if (left <= 0) return;
    }
  }

  /** Puts a new record where `placed` says; asked again while others are faster. */
  create(
    record: ObservationalMemoryRecord,
    placed: (database: MastraDatabase, record: ObservationalMemoryRecord) => Promise<ObservationPlace>,
  ): Promise<ObservationalMemoryRecord> {
    return changeUntilKept(async () => this.#create(await placed(this.#database, record), record));
  }

  /** The newest record of a thread or resource, or else this one as the first: whoever comes at the same time gets the same one. */
  createFirst(record: ObservationalMemoryRecord): Promise<ObservationalMemoryRecord> {
    const place = firstPlace(record);
    return changeUntilKept(async () => (await this.newest(place.subject)) ?? this.#create(place, record));
  }

  /** Changes a record that must be there as it was read; made again while others are faster. */
  async change<R>(id: string, edit: (record: ObservationalMemoryRecord, now: Date) => Edit<R>): Promise<R> {
    const { result } = await this.#rewrite(id, async (read) => {
      const now = this.#database.now();
      const { changed, result } = edit(read.record, now);
      if (changed === undefined) return { result, writes: [] };
      const updatedAt = new Date(nextInstant(now, read.item.updatedAt));
      return { result, writes: await replacement(this.#database, read, { ...changed, updatedAt }) };
    });
    return result;
  }

  /** The same, and in the same transaction a new record before all others. */
  async succeed(
    id: string,
    edit: (
      record: ObservationalMemoryRecord,
      now: Date,
    ) => { readonly changed: ObservationalMemoryRecord; readonly created: ObservationalMemoryRecord },
  ): Promise<ObservationalMemoryRecord> {
    const { result } = await this.#rewrite(id, async (read) => {
      const now = this.#database.now();
      const { changed, created } = edit(read.record, now);
      const updatedAt = new Date(nextInstant(now, read.item.updatedAt));
      const place = await frontPlace(this.#database, created);
      const writes = [
        ...(await replacement(this.#database, read, { ...changed, updatedAt })),
        ...(await creation(this.#database, place, created)),
      ];
      return { result: created, writes };
    });
    return result;
  }

  /** Sets attributes, whatever they were, and the time as it is: one request, once the record's place is known. */
  async set(id: string, attributes: Partial<Pick<ObservationItem, Settable>>): Promise<void> {
    const { connection, layout } = this.#database;
    const updatedAt = this.#database.now().toISOString();
    await this.#places.at(id, async (place) => {
      const set = { ...attributes, updatedAt, revision: randomUUID() };
      try {
        await send(
          connection,
          layout.observation.record.update(place, { set }, { if: { id }, return: 'none' }),
        );
        return true;
      } catch (error) {
        if (error instanceof NotFound || error instanceof ConditionFailed) return undefined;
        throw error;
      }
    });
  }

  async #create(
    place: ObservationPlace,
    record: ObservationalMemoryRecord,
  ): Promise<ObservationalMemoryRecord> {
    try {
      await writeRecord(this.#database, await creation(this.#database, place, record));
    } catch (error) {
      throw isKnownId(error) ? alreadyThere(record.id, error) : error;
    }
    this.#places.remember(place);
    return record;
  }

  #rewrite<R>(
    id: string,
    plan: (read: Generation) => Promise<{ readonly result: R; readonly writes: RecordWrite[] }>,
  ): Promise<{ readonly result: R }> {
    return this.#places.at(id, (place) =>
      changeUntilKept(async () => {
        const item = await itemAt(this.#database, place);
        const read = item && (await generationOf(this.#database, item));
        if (read === undefined) return undefined;
        const { result, writes } = await plan(read);
        if (writes.length > 0) await writeRecord(this.#database, writes);
        return { result };
      }),
    );
  }

  #seen({ item, record }: Generation): ObservationalMemoryRecord {
    this.#places.remember(item);
    return record;
  }
}

function timesBetween(from: Date | undefined, to: Date | undefined): Operator<string> | undefined {
  if (from && to) return between(from.toISOString(), to.toISOString());
  if (from) return gte(from.toISOString());
  return to && lte(to.toISOString());
}

/** The place of its id is taken, and not only the one in the history, for which another can be chosen. */
function isKnownId(error: unknown): boolean {
  return (
    error instanceof TransactionCancelled &&
    error.find(AlreadyExists) !== undefined &&
    error.find(ConditionFailed) === undefined
  );
}

function alreadyThere(id: string, cause: unknown): RequestError {
  return new RequestError(`There is an observational memory record ${shown(id)} already.`, { cause });
}
