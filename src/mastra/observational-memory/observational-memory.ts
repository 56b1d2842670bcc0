import type {
  CreateObservationalMemoryInput,
  CreateReflectionGenerationInput,
  ObservationalMemoryHistoryOptions,
  ObservationalMemoryRecord,
  SwapBufferedReflectionToActiveInput,
  SwapBufferedToActiveInput,
  SwapBufferedToActiveResult,
  UpdateActiveObservationsInput,
  UpdateBufferedObservationsInput,
  UpdateBufferedReflectionInput,
  UpdateObservationalMemoryConfigInput,
} from '@mastra/core/storage';
import { clearStored } from '../clear-stored.ts';
import type { MastraDatabase } from '../database.ts';
import { attempt } from '../store-error.ts';
import { activate } from './activate-chunks.ts';
import { withChunk } from './buffer-chunk.ts';
import { takeReflection, withBufferedReflection } from './buffered-reflection.ts';
import { clearSubject } from './clear-subject.ts';
import { mergedConfig } from './merge-config.ts';
import { initialRecord, reflectedRecord } from './new-record.ts';
import { ObservationRecords } from './observation-records.ts';
import { frontPlace, placeByCount, subjectOf } from './place-in-history.ts';

/**
 * The observational memory of threads and resources: the methods of Mastra's `MemoryStorage` by their names. Every change is
 * atomic, and every read consistent.
 *
 * A record is found by its id alone through a small item that tells its place; places are remembered, so that a flag is one
 * request. The texts of a record are compressed when they grow; up to 1.6 MB compressed can be stored.
 */
export class ObservationalMemory {
  readonly #database: MastraDatabase;
  readonly #records: ObservationRecords;

  constructor(database: MastraDatabase) {
    this.#database = database;
    this.#records = new ObservationRecords(database);
  }

  /** The newest record, or `null`. */
  getObservationalMemory(
    threadId: string | null,
    resourceId: string,
  ): Promise<ObservationalMemoryRecord | null> {
    return attempt('GET_OBSERVATIONAL_MEMORY', about(threadId, resourceId), async () => {
      return (await this.#records.newest(subjectOf(threadId, resourceId))) ?? null;
    });
  }

  /** All records, the newest first. */
  getObservationalMemoryHistory(
    threadId: string | null,
    resourceId: string,
    limit?: number,
    options: ObservationalMemoryHistoryOptions = {},
  ): Promise<ObservationalMemoryRecord[]> {
    return attempt('GET_OBSERVATIONAL_MEMORY_HISTORY', about(threadId, resourceId), async () => {
      const records: ObservationalMemoryRecord[] = [];
      const subject = subjectOf(threadId, resourceId);
      for await (const record of this.#records.history(subject, options, limit)) records.push(record);
      return records;
    });
  }

  /**
   * The first record of a thread or resource. Where there is one, that one: Mastra asks before it calls this, and of two
   * processes that asked at the same time, one would go on to write into a record that nobody finds.
   */
  initializeObservationalMemory(input: CreateObservationalMemoryInput): Promise<ObservationalMemoryRecord> {
    const { threadId, resourceId } = input;
    return attempt('INITIALIZE_OBSERVATIONAL_MEMORY', about(threadId, resourceId), () =>
      this.#records.createFirst(initialRecord(input, this.#database.now())),
    );
  }

  /** A record as it is, after those that have more generations: Mastra copies threads so. */
  insertObservationalMemoryRecord(record: ObservationalMemoryRecord): Promise<void> {
    return attempt('INSERT_OBSERVATIONAL_MEMORY_RECORD', { id: record.id }, async () => {
      await this.#records.create(record, placeByCount);
    });
  }

  updateActiveObservations(input: UpdateActiveObservationsInput): Promise<void> {
    const { id, observations, tokenCount, lastObservedAt, observedMessageIds } = input;
    return this.#change('UPDATE_ACTIVE_OBSERVATIONS', id, (record) => ({
      ...record,
      activeObservations: observations,
      observationTokenCount: tokenCount,
      totalTokensObserved: record.totalTokensObserved + tokenCount,
      pendingMessageTokens: 0,
      lastObservedAt,
      ...(observedMessageIds && { observedMessageIds }),
    }));
  }

  updateBufferedObservations(input: UpdateBufferedObservationsInput): Promise<void> {
    return this.#change('UPDATE_BUFFERED_OBSERVATIONS', input.id, (record, now) =>
      withChunk(record, input, now),
    );
  }

  /** Activates buffered chunks; none of them twice, and none is lost that was buffered meanwhile. */
  swapBufferedToActive(input: SwapBufferedToActiveInput): Promise<SwapBufferedToActiveResult> {
    return attempt('SWAP_BUFFERED_TO_ACTIVE', { id: input.id }, () =>
      this.#records.change(input.id, (record, now) => activate(record, input, now)),
    );
  }

  createReflectionGeneration(input: CreateReflectionGenerationInput): Promise<ObservationalMemoryRecord> {
    return attempt('CREATE_REFLECTION_GENERATION', { id: input.currentRecord.id }, () =>
      this.#records.create(reflectedRecord(input, this.#database.now()), frontPlace),
    );
  }

  updateBufferedReflection(input: UpdateBufferedReflectionInput): Promise<void> {
    return this.#change('UPDATE_BUFFERED_REFLECTION', input.id, (record) =>
      withBufferedReflection(record, input),
    );
  }

  /** The new generation, in one transaction with the emptied buffer of the one before. */
  swapBufferedReflectionToActive(
    input: SwapBufferedReflectionToActiveInput,
  ): Promise<ObservationalMemoryRecord> {
    const { currentRecord, tokenCount } = input;
    return attempt('SWAP_BUFFERED_REFLECTION_TO_ACTIVE', { id: currentRecord.id }, () =>
      this.#records.succeed(currentRecord.id, (record, now) => {
        const { observations, emptied } = takeReflection(record);
        const next = { currentRecord: record, reflection: observations, tokenCount };
        return { changed: emptied, created: reflectedRecord(next, now) };
      }),
    );
  }

  setReflectingFlag(id: string, isReflecting: boolean): Promise<void> {
    return attempt('SET_REFLECTING_FLAG', { id }, () => this.#records.set(id, { isReflecting }));
  }

  setObservingFlag(id: string, isObserving: boolean): Promise<void> {
    return attempt('SET_OBSERVING_FLAG', { id }, () => this.#records.set(id, { isObserving }));
  }

  setBufferingObservationFlag(
    id: string,
    isBufferingObservation: boolean,
    lastBufferedAtTokens?: number,
  ): Promise<void> {
    return attempt('SET_BUFFERING_OBSERVATION_FLAG', { id }, () =>
      this.#records.set(id, {
        isBufferingObservation,
        ...(lastBufferedAtTokens !== undefined && { lastBufferedAtTokens }),
      }),
    );
  }

  setBufferingReflectionFlag(id: string, isBufferingReflection: boolean): Promise<void> {
    return attempt('SET_BUFFERING_REFLECTION_FLAG', { id }, () =>
      this.#records.set(id, { isBufferingReflection }),
    );
  }

  setPendingMessageTokens(id: string, pendingMessageTokens: number): Promise<void> {
    return attempt('SET_PENDING_MESSAGE_TOKENS', { id }, () =>
      this.#records.set(id, { pendingMessageTokens }),
    );
  }

  updateObservationalMemoryConfig({ id, config }: UpdateObservationalMemoryConfigInput): Promise<void> {
    return this.#change('UPDATE_OBSERVATIONAL_MEMORY_CONFIG', id, (record) => ({
      ...record,
      config: mergedConfig(record.config, config),
    }));
  }

  /** Deletes all records of a thread or resource. */
  clearObservationalMemory(threadId: string | null, resourceId: string): Promise<void> {
    return attempt('CLEAR_OBSERVATIONAL_MEMORY', about(threadId, resourceId), () =>
      clearSubject(this.#database, subjectOf(threadId, resourceId)),
    );
  }

  /** Deletes all observational memory of the table. */
  dangerouslyClearAll(): Promise<void> {
    return attempt('CLEAR_OBSERVATIONAL_MEMORY', {}, async () => {
      const { record, place, part } = this.#database.layout.observation;
      await clearStored(this.#database, record.all({ select: ['id'] }), record.model);
      await clearStored(this.#database, place.all({ select: ['id'] }), place.model);
      await clearStored(this.#database, part.all({ select: ['id'] }), part.model);
    });
  }

  /** A change without a result; `undefined` leaves the record as it is. */
  #change(
    operation: Uppercase<string>,
    id: string,
    edit: (record: ObservationalMemoryRecord, now: Date) => ObservationalMemoryRecord | undefined,
  ): Promise<void> {
    return attempt(operation, { id }, () =>
      this.#records.change(id, (record, now) => ({ changed: edit(record, now), result: undefined })),
    );
  }
}

function about(threadId: string | null, resourceId: string) {
  return { threadId: threadId ?? undefined, resourceId };
}
