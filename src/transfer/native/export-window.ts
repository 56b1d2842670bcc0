import { RequestError, shown } from '../../errors.ts';

/** What is exported: the whole table, or what was changed in it from a moment on, until another one. */
export type NativeExportType = 'full' | { readonly since: Date; readonly until?: Date };

/** The moments to which a table can be brought back, as point-in-time recovery says. */
export interface RecoveryWindow {
  readonly earliest: Date | undefined;
  readonly latest: Date | undefined;
}

// Developer guide, "Requesting a table export": the period of an incremental export.
const MIN_WINDOW_MINUTES = 15;
const MAX_WINDOW_HOURS = 24;
const MINUTE_MS = 60_000;

/**
 * Checks the moments of an export before anything is sent.
 *
 * @throws RequestError for what is no time, is not over yet, or is too long or too short.
 */
export function checkTimes(type: NativeExportType, at: Date | undefined, now: Date): void {
  if (type === 'full') {
    if (at !== undefined) checkPast('at', at, now);
    return;
  }
  if (typeof type !== 'object' || type === null) {
    throw new RequestError(`${CALL}: type is "full" or { since, until }, not ${shown(type)}.`);
  }
  const odd = Object.keys(type).find((name) => name !== 'since' && name !== 'until');
  if (odd !== undefined) throw new RequestError(`${CALL}: type has since and until, and no ${shown(odd)}.`);
  if (at !== undefined) {
    throw new RequestError(`${CALL}: at is for a full export; an incremental one has since and until.`);
  }
  checkPast('since', type.since, now);
  if (type.until === undefined) return;
  checkPast('until', type.until, now);
  checkLength(type.since, type.until);
}

/**
 * Checks the moments against those to which the table can be brought back. The latest of them, some minutes ago, stands for an
 * `until` that is not given.
 *
 * @throws RequestError for a moment that is out of reach, and for too long or too short a time.
 */
export function checkRecoverable(
  type: NativeExportType,
  at: Date | undefined,
  { earliest, latest }: RecoveryWindow,
): void {
  const moments = type === 'full' ? { at } : { since: type.since, until: type.until };
  for (const [name, moment] of Object.entries(moments)) {
    if (moment === undefined) continue;
    const early = earliest !== undefined && moment < wholeSecond(earliest);
    const late = latest !== undefined && moment > latest;
    if (!early && !late) continue;
    const [from, to] = [earliest, latest].map((end) => end?.toISOString() ?? 'an unknown moment');
    throw new RequestError(
      `${CALL}: ${name} is ${moment.toISOString()}; the point-in-time recovery of this table goes from ${from} to ${to}.`,
    );
  }
  if (type !== 'full' && type.until === undefined && latest !== undefined) checkLength(type.since, latest);
}

const CALL = 'startDynamodbExport';

function checkLength(since: Date, until: Date): void {
  const minutes = (until.getTime() - since.getTime()) / MINUTE_MS;
  if (minutes >= MIN_WINDOW_MINUTES && minutes <= MAX_WINDOW_HOURS * 60) return;
  throw new RequestError(
    `${CALL}: an incremental export is of ${MIN_WINDOW_MINUTES} minutes to ${MAX_WINDOW_HOURS} hours, not from ${since.toISOString()} to ${until.toISOString()}.`,
  );
}

function checkPast(name: string, moment: unknown, now: Date): void {
  if (!(moment instanceof Date) || Number.isNaN(moment.getTime())) {
    throw new RequestError(`${CALL}: ${name} is a Date, not ${shown(moment)}.`);
  }
  if (moment > now) {
    throw new RequestError(`${CALL}: ${name} is ${moment.toISOString()}, which is not over yet.`);
  }
}

/** Exports are of whole seconds, so a moment in the first second is not before it. */
function wholeSecond(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / 1000) * 1000);
}
