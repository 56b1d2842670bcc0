import {
  type CreateObservationalMemoryInput,
  type CreateReflectionGenerationInput,
  MemoryStorage,
  type ObservationalMemoryHistoryOptions,
  type ObservationalMemoryRecord,
  type SwapBufferedReflectionToActiveInput,
  type SwapBufferedToActiveInput,
  type SwapBufferedToActiveResult,
  type UpdateActiveObservationsInput,
  type UpdateBufferedObservationsInput,
  type UpdateBufferedReflectionInput,
  type UpdateObservationalMemoryConfigInput,
} from '@mastra/core/storage';
import type { MastraDatabase } from '../database.ts';
import { ObservationalMemory } from './observational-memory.ts';

/** The part of Mastra's memory that is about observations: each method is that of `ObservationalMemory`. */
export abstract class ObservationalMemoryStorage extends MemoryStorage {
  override readonly supportsObservationalMemory = true;
  protected readonly observations: ObservationalMemory;

  constructor(database: MastraDatabase) {
    super();
    this.observations = new ObservationalMemory(database);
  }

  override getObservationalMemory(
    threadId: string | null,
    resourceId: string,
  ): Promise<ObservationalMemoryRecord | null> {
    return this.observations.getObservationalMemory(threadId, resourceId);
  }

  override getObservationalMemoryHistory(
    threadId: string | null,
    resourceId: string,
    limit?: number,
    options?: ObservationalMemoryHistoryOptions,
  ): Promise<ObservationalMemoryRecord[]> {
    return this.observations.getObservationalMemoryHistory(threadId, resourceId, limit, options);
  }

  override initializeObservationalMemory(
    input: CreateObservationalMemoryInput,
  ): Promise<ObservationalMemoryRecord> {
    return this.observations.initializeObservationalMemory(input);
  }

  override insertObservationalMemoryRecord(record: ObservationalMemoryRecord): Promise<void> {
    return this.observations.insertObservationalMemoryRecord(record);
  }

  override updateActiveObservations(input: UpdateActiveObservationsInput): Promise<void> {
    return this.observations.updateActiveObservations(input);
  }

  override updateBufferedObservations(input: UpdateBufferedObservationsInput): Promise<void> {
    return this.observations.updateBufferedObservations(input);
  }

  override swapBufferedToActive(input: SwapBufferedToActiveInput): Promise<SwapBufferedToActiveResult> {
    return this.observations.swapBufferedToActive(input);
  }

  override createReflectionGeneration(
    input: CreateReflectionGenerationInput,
  ): Promise<ObservationalMemoryRecord> {
    return this.observations.createReflectionGeneration(input);
  }

  override updateBufferedReflection(input: UpdateBufferedReflectionInput): Promise<void> {
    return this.observations.updateBufferedReflection(input);
  }

  override swapBufferedReflectionToActive(
    input: SwapBufferedReflectionToActiveInput,
  ): Promise<ObservationalMemoryRecord> {
    return this.observations.swapBufferedReflectionToActive(input);
  }

  override setReflectingFlag(id: string, isReflecting: boolean): Promise<void> {
    return this.observations.setReflectingFlag(id, isReflecting);
  }

  override setObservingFlag(id: string, isObserving: boolean): Promise<void> {
    return this.observations.setObservingFlag(id, isObserving);
  }

  override setBufferingObservationFlag(
    id: string,
    isBuffering: boolean,
    lastBufferedAtTokens?: number,
  ): Promise<void> {
    return this.observations.setBufferingObservationFlag(id, isBuffering, lastBufferedAtTokens);
  }

  override setBufferingReflectionFlag(id: string, isBuffering: boolean): Promise<void> {
    return this.observations.setBufferingReflectionFlag(id, isBuffering);
  }

  override setPendingMessageTokens(id: string, tokenCount: number): Promise<void> {
    return this.observations.setPendingMessageTokens(id, tokenCount);
  }

  override updateObservationalMemoryConfig(input: UpdateObservationalMemoryConfigInput): Promise<void> {
    return this.observations.updateObservationalMemoryConfig(input);
  }

  override clearObservationalMemory(threadId: string | null, resourceId: string): Promise<void> {
    return this.observations.clearObservationalMemory(threadId, resourceId);
  }
}
