import type { SaveScorePayload } from '@mastra/core/evals';
import type { CommandEvent } from '../../src/client/command-event.ts';
import type { MastraDatabase } from '../../src/mastra/database.ts';

/** A score with the least that the schema asks for. */
export function someScore(fields: Partial<SaveScorePayload> = {}): SaveScorePayload {
  return {
    scorerId: 'Scorer-1',
    entityId: 'Agent-1',
    entityType: 'AGENT',
    runId: 'Run-1',
    scorer: { id: 'Scorer-1', name: 'S' },
    entity: { id: 'Agent-1', name: 'A' },
    input: { q: 'in' },
    output: [{ r: 'out' }],
    score: 0.95,
    source: 'LIVE',
    ...fields,
  };
}

/** A clock that goes on by a second each time it is looked at. */
export function clockFrom(start: string): () => Date {
  let time = Date.parse(start) - 1_000;
  return () => {
    time += 1_000;
    return new Date(time);
  };
}

/** The kinds of the commands that a database sends from now on: `put`, `query`. */
export function sentBy(database: MastraDatabase): string[] {
  const sent: string[] = [];
  Object.assign(database.connection, {
    onCommand: ({ kind }: CommandEvent) => {
      sent.push(kind);
    },
  });
  return sent;
}
