/** The items of observational memory. Times are ISO instants. Both layouts keep the case of ids here: ElectroDB's store has none of these. */

/** Where a record stands in the history of its thread or resource. The newest has the highest place. */
export interface ObservationPlace {
  /** The record's id. */
  id: string;
  /** `thread:t-1` or `resource:user-7`. */
  subject: string;
  /** Raised by each new generation. */
  series: number;
  /** Mastra's count. It tells the records of one series apart, that is, those that were copied here. */
  generationCount: number;
  /** And this those of one count. */
  nth: number;
}

/** One generation of observational memory. */
export interface ObservationItem extends ObservationPlace {
  /** Another one with each write: whoever changes what was read writes only over the revision that was read. */
  revision: string;
  scope: string;
  threadId?: string | undefined;
  resourceId: string;
  originType: string;
  createdAt: string;
  updatedAt: string;
  lastObservedAt?: string | undefined;
  totalTokensObserved: number;
  observationTokenCount: number;
  pendingMessageTokens: number;
  isReflecting: boolean;
  isObserving: boolean;
  isBufferingObservation: boolean;
  isBufferingReflection: boolean;
  lastBufferedAtTokens: number;
  lastBufferedAtTime?: string | undefined;
  /** All the rest as JSON, compressed where that pays; absent where it is in parts. */
  body?: string | Uint8Array | undefined;
  /** How many parts the body has, and their own mark. */
  bodyParts?: number | undefined;
  bodyMark?: string | undefined;
}

/** A part of a compressed body that one item cannot hold. */
export interface ObservationPart {
  /** The record's id. */
  id: string;
  /** From 1. */
  part: number;
  /** The record's `bodyMark`, when both are of one write. */
  bodyMark: string;
  bytes: Uint8Array;
}
