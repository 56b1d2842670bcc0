import type { ListScoresResponse, SaveScorePayload } from '@mastra/core/evals';
import { InMemoryStore, type ScoresStorage } from '@mastra/core/storage';
import fc from 'fast-check';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { textValue, valueText } from '../../src/mastra/value-text.ts';
import { describeMastra } from './databases.ts';
import { someScore } from './scores-samples.ts';

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

test('every JSON value comes back from its text', () => {
  fc.assert(
    fc.property(json, (value) => {
      const { text, form } = valueText(value, 'It');
      expect(textValue(text, form)).toStrictEqual(value);
    }),
  );
});

test('every text comes back, JSON or not', () => {
  const texts = fc.oneof(
    fc.string(),
    json.map((value) => JSON.stringify(value)),
    json.map((value) => JSON.stringify(value, null, 1)),
    fc.string().map((text) => `{${text}`),
  );
  fc.assert(
    fc.property(texts, (value) => {
      const { text, form } = valueText(value, 'It');
      expect(text).toBe(value);
      expect(textValue(text, form)).toBe(value);
    }),
  );
});

test('an object needs no form, and a form of another text is passed over', () => {
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(fc.string(), json), fc.array(json)), json, (value, other) => {
      const { text, form } = valueText(value, 'It');
      expect(form).toBeUndefined();
      const stale = valueText(JSON.stringify(other), 'It').form;
      if (stale === undefined || stale.endsWith(`:${text?.length}`)) return;
      expect(textValue(text, stale)).toStrictEqual(JSON.parse(text ?? ''));
    }),
  );
});

const pick = (...values: string[]) => fc.constantFrom(...values);

const payloads = fc.record(
  {
    id: pick('a', 'b', 'c', 'd', 'e'),
    scorerId: pick('S1', 'S2'),
    runId: pick('R1', 'R2'),
    entityId: pick('E1', 'E2'),
    entityType: pick('AGENT', 'WORKFLOW'),
    source: fc.constantFrom('LIVE' as const, 'TEST' as const),
    traceId: pick('T1', 'T2'),
    spanId: pick('P1', 'P2'),
    organizationId: pick('O1', 'O2'),
    projectId: pick('J1'),
    input: json,
    output: fc.oneof(fc.string(), json),
    score: fc.integer({ min: -1000, max: 1000 }).map((n) => n / 1000),
  },
  {
    requiredKeys: ['id', 'scorerId', 'runId', 'entityId', 'entityType', 'source', 'output', 'score'],
  },
);

const filters = fc.record({ organizationId: pick('O1', 'O2'), projectId: pick('J1') }, { requiredKeys: [] });
const pagination = fc.record({
  page: fc.nat(2),
  perPage: fc.oneof(fc.nat(3), fc.constant(false as const)),
});
/** The in-memory store gives two of the lists in the order of saving, which DynamoDB does not know. */
const whole = fc.constant({ page: 0, perPage: false as const });

type Call = (scores: ScoresStorage) => Promise<unknown>;

const byScorer = {
  scorerId: pick('S1', 'S2'),
  pagination,
  filters,
  entityId: pick('E1'),
  entityType: pick('AGENT'),
  source: fc.constant('LIVE' as const),
};
const byRun = { runId: pick('R1', 'R2'), pagination: whole, filters };
const byEntity = { entityId: pick('E1', 'E2'), entityType: pick('AGENT'), pagination: whole, filters };
const bySpan = { traceId: pick('T1', 'T2'), spanId: pick('P1', 'P2'), pagination, filters };

const calls: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 6,
    arbitrary: payloads.map(
      (payload): Call =>
        (scores) =>
          save(scores, payload),
    ),
  },
  pick('a', 'b', 'z').map(
    (id): Call =>
      async (scores) => {
        const score = await scores.getScoreById({ id });
        return score && comparable(score);
      },
  ),
  fc.record(byScorer, { requiredKeys: ['scorerId', 'pagination'] }).map(
    (input): Call =>
      (scores) =>
        listed(scores.listScoresByScorerId(input)),
  ),
  fc.record(byRun, { requiredKeys: ['runId', 'pagination'] }).map(
    (input): Call =>
      (scores) =>
        unordered(scores.listScoresByRunId(input)),
  ),
  fc.record(byEntity, { requiredKeys: ['entityId', 'entityType', 'pagination'] }).map(
    (input): Call =>
      (scores) =>
        unordered(scores.listScoresByEntityId(input)),
  ),
  fc.record(bySpan, { requiredKeys: ['traceId', 'spanId', 'pagination'] }).map(
    (input): Call =>
      (scores) =>
        listed(scores.listScoresBySpan(input)),
  ),
);

async function save(scores: ScoresStorage, payload: Partial<SaveScorePayload>): Promise<unknown> {
  // Its times are its order, so no two may be the same.
  await new Promise((resolve) => setTimeout(resolve, 2));
  const { score } = await scores.saveScore(someScore(payload));
  return comparable(score);
}

async function listed(response: Promise<ListScoresResponse>): Promise<unknown> {
  const { scores, pagination } = await response;
  return { scores: scores.map(comparable), pagination };
}

async function unordered(response: Promise<ListScoresResponse>): Promise<unknown> {
  const { scores, pagination } = await response;
  return { scores: scores.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(comparable), pagination };
}

/** Times differ between the stores; that they are kept shows in the order of the lists. */
function comparable({ createdAt, updatedAt, ...score }: { createdAt: Date; updatedAt: Date | null }) {
  return score;
}

describeMastra('scores beside the in-memory store', (engine) => {
  const once = engine.name === 'dynoxide' ? it : it.skip;

  once('are the same for the same calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { minLength: 5, maxLength: 25 }), async (sequence) => {
        const ours = new ScoresStorageDynamoDB({ database: await engine.open() });
        const theirs = await new InMemoryStore().getStore('scores');
        if (theirs === undefined) throw new Error('The in-memory store has no scores.');
        for (const call of sequence) expect(await call(ours)).toEqual(await call(theirs));
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
