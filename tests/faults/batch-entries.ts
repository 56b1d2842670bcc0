import type { OperationName } from '../../src/testing/index.ts';
import type { BatchFault } from './fault.ts';
import { BAD } from './steps.ts';
import { callsByAccount, type World } from './world.ts';

/** Ten requests of writes, and three of reads. */
const COUNT = 230;
const BAD_PLACE = 117;
export const PLACES = Array.from({ length: COUNT }, (_, i) => i);
export const idOf = (i: number) => (i === BAD_PLACE ? BAD : `${i}`);

interface Told {
  readonly complete: boolean;
  readonly stopped: string | undefined;
  readonly cause: unknown;
  readonly requests: number;
  readonly entries: readonly {
    readonly index: number;
    readonly status: string;
    readonly attempts: number;
    readonly error: unknown;
  }[];
  readonly remaining: readonly unknown[];
}

/** What a report must say, whatever happened: of each input what the server did, as far as the client can know. */
export function checkReport(
  world: World,
  operation: OperationName,
  report: Told,
  fault: BatchFault,
  done: (status: string) => boolean,
  arrived: (index: number) => boolean,
): void {
  const { stopped, cause, refused = false, unsure = false } = fault;
  expect(report.stopped).toBe(stopped);
  expect((report.cause as Error | undefined)?.name).toBe(cause);
  expect(report.complete).toBe(stopped === undefined && !refused);
  expect(report.entries.map(({ index }) => index)).toEqual(PLACES);
  const callsOf = callsByAccount(world, operation);
  const wrong = report.entries.filter(({ index, status, attempts, error }) => {
    const calls = callsOf(idOf(index));
    // A call that was aborted need not have come to the server.
    if (stopped === undefined ? attempts !== calls : attempts < calls) return true;
    if ((error !== undefined) !== (status === 'failed')) return true;
    if (status === 'failed') return !refused || idOf(index) !== BAD || arrived(index);
    if (done(status)) return !arrived(index) || attempts === 0;
    if (status === 'notAttempted') return arrived(index) || attempts > 0;
    return status !== 'unprocessed' || attempts === 0 || (arrived(index) && !unsure);
  });
  expect(wrong).toEqual([]);
  expect(report.entries.filter(({ status }) => status === 'failed')).toHaveLength(refused ? 1 : 0);
  const open = report.entries.filter(({ status }) => ['unprocessed', 'notAttempted'].includes(status));
  expect(report.remaining).toHaveLength(open.length);
  expect(open.length > 0).toBe(stopped !== undefined);
}
