import {
  type CommandEvent,
  type Connection,
  describe,
  iterate,
  type PatternDescription,
  send,
} from '../../src/index.ts';
import type { PatternCall } from './patternCalls.ts';

/** What one call of a pattern took. */
export interface PatternRun {
  readonly pattern: string;
  readonly with: string;
  readonly index: string;
  readonly items: number;
  /** Requests. */
  readonly pages: number;
  readonly capacity: number;
  readonly milliseconds: number;
}

/**
 * Runs the calls one after the other, each to its last page.
 *
 * @throws when a pattern of the table's catalogue has no call, or a call no pattern.
 */
export async function runPatterns(db: Connection, calls: readonly PatternCall[]): Promise<PatternRun[]> {
  const catalogue = catalogueOf(db);
  const forgotten = [...catalogue.keys()].filter((name) => !calls.some((call) => call.pattern === name));
  if (forgotten.length > 0) throw new Error(`No call runs the pattern ${forgotten.join(', ')}.`);
  const runs: PatternRun[] = [];
  for (const call of calls) {
    const description = catalogue.get(call.pattern);
    if (description === undefined) throw new Error(`The catalogue has no pattern ${call.pattern}.`);
    runs.push(await run(db, call, description));
  }
  return runs;
}

function catalogueOf(db: Connection): Map<string, PatternDescription> {
  const { entities, collections } = describe(db.table);
  const patterns = [...entities.flatMap((entity) => entity.patterns), ...collections];
  return new Map(patterns.map((pattern) => [pattern.name, pattern]));
}

async function run(db: Connection, call: PatternCall, { index }: PatternDescription): Promise<PatternRun> {
  const events: CommandEvent[] = [];
  const measured: Connection = { ...db, capacity: true, onCommand: (event) => events.push(event) };
  const start = performance.now();
  const items = await readAll(measured, call);
  return {
    pattern: call.pattern,
    with: call.with,
    index: index ?? 'table',
    items,
    pages: events.length,
    capacity: events.reduce((sum, event) => sum + (event.capacity ?? 0), 0),
    milliseconds: performance.now() - start,
  };
}

async function readAll(db: Connection, { operation }: PatternCall): Promise<number> {
  if (operation.mode === 'item') return (await send(db, operation)) === undefined ? 0 : 1;
  let items = 0;
  for await (const _item of iterate(db, operation)) items += 1;
  return items;
}
