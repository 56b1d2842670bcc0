import type { Connection } from '../client/connect.ts';
import { addIndexCommand } from './add-index-command.ts';

/**
 * Why an index is not read: there is none, it is not ready yet, or it is another one than the layout needs: `has the projection
 * KEYS_ONLY, and needs ALL`.
 */
export type Absence = 'missing' | 'unready' | { readonly other: string };

/** After that an index that was missing, or not ready, is asked for again: somebody may have added it. */
const AGAIN_AFTER_MS = 60_000;

/** The indexes that a table was seen to lack, so that not every read finds it out anew. */
export class AbsentIndexes {
  readonly #absences = new Map<string, { readonly absence: Absence; readonly since: number }>();
  readonly #told = new Set<string>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  note(index: string, absence: Absence): void {
    this.#absences.set(index, { absence, since: this.#now().getTime() });
  }

  /** Why the index is not to be read; `undefined` if it is, or may be by now. */
  why(index: string): Absence | undefined {
    const noted = this.#absences.get(index);
    if (noted === undefined) return undefined;
    // A query of another index would not fail, but give other items.
    if (typeof noted.absence === 'object') return noted.absence;
    return this.#now().getTime() - noted.since < AGAIN_AFTER_MS ? noted.absence : undefined;
  }

  /** Whether a message is new to the user; from then on it is not. */
  isNews(message: string): boolean {
    const isNew = !this.#told.has(message);
    this.#told.add(message);
    return isNew;
  }
}

/** What the user is told of an index that is not read, with what helps. */
export function absenceText({ table, tableName }: Connection, index: string, absence: Absence): string {
  if (absence === 'unready') return `Index ${index} of table ${tableName} is still being made.`;
  const command = addIndexCommand(table, tableName, index);
  if (absence === 'missing') return `Table ${tableName} has no index ${index}. Add it with: ${command}`;
  return `Index ${index} of table ${tableName} ${absence.other}, so it is not read. Delete it, add it anew with the command that follows, and start again: ${command}`;
}

/**
 * Why a query was refused, if that is for its index. DynamoDB says `The table does not have the specified index: gsi4`, and
 * while it is being made `Cannot read from backfilling global secondary index: gsi4`.
 */
export function absenceIn(error: unknown): 'missing' | 'unready' | undefined {
  if (!(error instanceof Error) || error.name !== 'ValidationException') return undefined;
  if (/does not have the specified index/i.test(error.message)) return 'missing';
  return /backfilling global secondary index/i.test(error.message) ? 'unready' : undefined;
}
