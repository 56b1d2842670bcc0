import { or } from '../../expressions/condition.ts';
import { missing } from '../../expressions/operators.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { ObservationItem } from '../../repositories/mastra/observation-items.ts';
import { transactWrite } from '../../transactions/transact-write.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import type { RecordWrite } from './write-record.ts';

/** Ten items of 400 KB are the 4 MB that a transaction holds (Developer guide: Service quotas). */
const DELETES_AT_ONCE = 10;

/**
 * Deletes all records of a thread or resource, each with its place and parts in one transaction: so no part stays behind of one
 * that is being written meanwhile.
 */
export function clearSubject(database: MastraDatabase, subject: string): Promise<void> {
  const { connection, layout } = database;
  return changeUntilKept(async () => {
    let deletes: RecordWrite[] = [];
    const records = layout.observation.record.ofSubject({ subject }, { consistent: true });
    for await (const item of iterate(connection, records)) {
      const next = deletesOf(database, item);
      if (deletes.length + next.length > DELETES_AT_ONCE) {
        await transactWrite(connection, deletes);
        deletes = [];
      }
      deletes.push(...next);
    }
    if (deletes.length > 0) await transactWrite(connection, deletes);
  });
}

/** A record as it was read, with all that belongs to it. */
function deletesOf({ layout }: MastraDatabase, item: ObservationItem): RecordWrite[] {
  const { record, place, part } = layout.observation;
  const { id, revision, bodyParts = 0 } = item;
  const parts = Array.from({ length: bodyParts }, (_, index) => part.delete({ id, part: index + 1 }));
  // Without an item it holds as well: others may clear at the same time.
  const unchanged = or<ObservationItem>({ revision: missing() }, { revision });
  return [record.delete(item, { if: unchanged }), place.delete({ id }), ...parts];
}
