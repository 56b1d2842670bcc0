import { NotFound, shown } from '../../errors.ts';
import type { ObservationItem, ObservationPlace } from '../../repositories/mastra/observation-items.ts';
import { send } from '../../repositories/send.ts';
import type { MastraDatabase } from '../database.ts';

/** Records in use at once by one process; a place that was forgotten costs one small read. */
const MAX_KNOWN = 1_000;

/** Where records stand, by id. A record never moves, so what was once read is kept: until it is found no more. */
export class KnownPlaces {
  readonly #database: MastraDatabase;
  readonly #places = new Map<string, ObservationPlace>();

  constructor(database: MastraDatabase) {
    this.#database = database;
  }

  remember({ id, subject, series, generationCount, nth }: ObservationPlace): void {
    this.#places.delete(id);
    const [oldest] = this.#places.keys();
    if (this.#places.size >= MAX_KNOWN && oldest !== undefined) this.#places.delete(oldest);
    this.#places.set(id, { id, subject, series, generationCount, nth });
  }

  /**
   * Runs something at the place of a record.
   *
   * @param run gives `undefined` when the record is not there.
   * @throws NotFound if there is no such record.
   */
  async at<R>(id: string, run: (place: ObservationPlace) => Promise<R | undefined>): Promise<R> {
    const known = this.#places.get(id);
    const found = known && (await run(known));
    if (found !== undefined) return found;
    this.#places.delete(id);
    const { connection, layout } = this.#database;
    const place = await send(connection, layout.observation.place.get({ id }, { consistent: true }));
    const result = place && (await run(place));
    if (place === undefined || result === undefined)
      throw new NotFound(`Observational memory record not found: ${shown(id)}.`);
    this.remember(place);
    return result;
  }
}

/** The item at a place, if it is still of the same record. */
export async function itemAt(
  { connection, layout }: MastraDatabase,
  place: ObservationPlace,
): Promise<ObservationItem | undefined> {
  const item = await send(connection, layout.observation.record.get(place, { consistent: true }));
  return item?.id === place.id ? item : undefined;
}
