import { randomUUID } from 'node:crypto';
import { type SaveScorePayload, type ScoreRowData, saveScorePayloadSchema } from '@mastra/core/evals';
import { AlreadyExists, ConditionFailed, RequestError } from '../../errors.ts';
import { missing } from '../../expressions/operators.ts';
import type { ScoreItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { collision } from '../case-collision.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { nextInstant } from '../next-instant.ts';
import { storeError } from '../store-error.ts';
import { getTtlProps, hasExpired } from '../ttl.ts';
import { scoreItem, scoreRow } from './score-item.ts';

/**
 * Writes a score: a new one, or in the place of the one that has its id, whose time of creation it keeps. One request for a
 * new score, two for one that was there.
 */
export async function saveScore(database: MastraDatabase, payload: SaveScorePayload): Promise<ScoreRowData> {
  const { connection, layout, ttl } = database;
  const id = payload.id ?? randomUUID();
  /** What stands in the place, as the last attempt met it. */
  let present: ScoreItem | undefined;
  const itemNow = (): ScoreItem => {
    const now = database.now();
    const kept = present !== undefined && !hasExpired('score', ttl, present, now) ? present : undefined;
    if (kept !== undefined && kept.id !== id) throw collision('score', id, kept.id);
    const updatedAt = nextInstant(now, present?.updatedAt);
    const item = scoreItem(payload, { id, createdAt: kept?.createdAt ?? updatedAt, updatedAt }, layout);
    return { ...item, ...getTtlProps('score', ttl, undefined, now) };
  };
  return changeUntilKept(async () => {
    if (present === undefined) {
      try {
        return scoreRow(await send(connection, layout.score.create(itemNow())));
      } catch (error) {
        if (!(error instanceof AlreadyExists) || error.item === undefined) throw error;
        present = error.item as unknown as ScoreItem;
      }
    }
    try {
      const unchanged = { id: present.id, updatedAt: present.updatedAt ?? missing() };
      return scoreRow(await send(connection, layout.score.put(itemNow(), { if: unchanged })));
    } catch (error) {
      if (error instanceof ConditionFailed) present = error.item as unknown as ScoreItem | undefined;
      throw error;
    }
  });
}

/** What is left of a payload that Mastra's schema takes; fields that it does not know are dropped. */
export function checkedScore(payload: SaveScorePayload): SaveScorePayload {
  const { data, error } = saveScorePayloadSchema.safeParse(payload);
  if (error === undefined) return data;
  const issues = error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
  const { scorer, entityId = 'unknown', entityType = 'unknown' } = payload ?? {};
  throw storeError(
    'SAVE_SCORE',
    { scorer: String(scorer?.id ?? 'unknown'), entityId, entityType },
    new RequestError(`The score cannot be saved. ${issues.join('; ')}.`, { cause: error }),
    'VALIDATION_FAILED',
  );
}
