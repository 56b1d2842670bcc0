import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SpanType } from '@mastra/core/observability';
import type { CreateSpanRecord } from '@mastra/core/storage';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import type { MastraEngine } from './databases.ts';

export const START = Date.parse('2026-01-01T00:00:00.000Z');

/** The time so many seconds after the start. */
export const at = (seconds: number) => new Date(START + 1000 * seconds);

/** A root span that begins a branch, unless the fields say otherwise. */
export const span = (fields: Partial<CreateSpanRecord> = {}): CreateSpanRecord => ({
  traceId: 't1',
  spanId: 's1',
  parentSpanId: null,
  name: 'run',
  spanType: SpanType.AGENT_RUN,
  isEvent: false,
  startedAt: at(0),
  ...fields,
});

/** A trace of a root `s0` and children, a second apart. */
export const trace = (traceId: string, spans: number, fields: Partial<CreateSpanRecord> = {}) =>
  Array.from({ length: spans }, (_, i) =>
    span({
      traceId,
      spanId: `s${i}`,
      parentSpanId: i === 0 ? null : 's0',
      spanType: i === 0 ? SpanType.AGENT_RUN : SpanType.MODEL_STEP,
      startedAt: at(i),
      ...fields,
    }),
  );

// In a test file each use of a global is looked up in jest's own global object, some hundred nanoseconds a time.
const { imul } = Math;

/** Text that does not get shorter when it is compressed, much. */
export function noise(length: number): string {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = (imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += (state >>> 8).toString(36);
  }
  return text.slice(0, length);
}

/** A store whose commands are counted by their names. */
export async function countedStore(engine: MastraEngine) {
  const sent: string[] = [];
  const client = new DynamoDBClient(engine.settings);
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        sent.push(String(commandName).replace('Command', ''));
        return next(args);
      },
    { step: 'initialize' },
  );
  const database = await engine.open({ client });
  const counts = () => {
    const found: Record<string, number> = {};
    for (const name of sent.splice(0)) found[name] = (found[name] ?? 0) + 1;
    return found;
  };
  return { store: new ObservabilityStorageDynamoDB({ database }), counts, close: () => client.destroy() };
}
