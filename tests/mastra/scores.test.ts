import type { SaveScorePayload } from '@mastra/core/evals';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { send } from '../../src/repositories/send.ts';
import { describeMastra } from './databases.ts';
import { clockFrom, sentBy, someScore } from './scores-samples.ts';

describeMastra('scores', (engine) => {
  const open = async (config = {}) => {
    const database = await engine.open(config);
    return { database, scores: new ScoresStorageDynamoDB({ database }) };
  };

  it('gives a saved score back by its id, with nothing beside its fields', async () => {
    const { scores, database } = await open({ now: clockFrom('2026-01-01T00:00:00.000Z') });
    const sent = sentBy(database);
    const payload = someScore({ traceId: 'Trace-1', spanId: 'Span-1', threadId: 'T', resourceId: 'R' });
    const { score } = await scores.saveScore(payload);
    expect(score).toStrictEqual({
      ...payload,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      createdAt: new Date('2026-01-01T00:00:00.000Z'),
      updatedAt: new Date('2026-01-01T00:00:00.000Z'),
    });
    expect(await scores.getScoreById({ id: score.id })).toStrictEqual(score);
    expect(sent).toEqual(['put', 'get']);
  });

  it('keeps every field of the schema', async () => {
    const { scores } = await open();
    const payload: SaveScorePayload = someScore({
      id: 'Full',
      extractStepResult: { e: 1 },
      preprocessStepResult: { p: [1] },
      analyzeStepResult: { a: null },
      extractPrompt: 'x',
      analyzePrompt: 'a',
      reasonPrompt: 'r',
      preprocessPrompt: 'p',
      generateScorePrompt: 'gs',
      generateReasonPrompt: 'gr',
      reason: '',
      requestContext: {},
      additionalContext: { deep: { er: [true] } },
      metadata: { k: 'v' },
      structuredOutput: false,
      organizationId: 'Org',
      projectId: 'Project',
      batchId: 'Batch',
      datasetId: 'Set',
      datasetItemId: 'Item',
    });
    await scores.saveScore(payload);
    expect(await scores.getScoreById({ id: 'Full' })).toMatchObject(payload);
  });

  it.each<unknown>([
    'plain',
    '',
    '{"a":1}',
    '[1,2]',
    '{ "a": 1 }',
    '{broken',
    '"quoted"',
    '42',
    'null',
    42,
    false,
    null,
    [],
    [{ role: 'user', content: '{"a":1}' }],
    { a: '[1]' },
  ])('gives the input and output %j back as it was', async (value) => {
    const { scores } = await open();
    await scores.saveScore(someScore({ id: 's', input: value, output: value }));
    const found = await scores.getScoreById({ id: 's' });
    expect([found?.input, found?.output]).toStrictEqual([value, value]);
  });

  it('gives null for a score that is not there, and for one whose id differs in case', async () => {
    const { scores } = await open();
    await scores.saveScore(someScore({ id: 'Known' }));
    expect(await scores.getScoreById({ id: 'unknown' })).toBeNull();
    expect(await scores.getScoreById({ id: 'known' })).toBeNull();
  });

  it('replaces the score of the same id, keeps its time of creation and moves it between lists', async () => {
    const { scores, database } = await open({ now: clockFrom('2026-01-01T00:00:00.000Z') });
    const first = await scores.saveScore(someScore({ id: 's', scorerId: 'Old', reason: 'because' }));
    const sent = sentBy(database);
    const second = await scores.saveScore(someScore({ id: 's', scorerId: 'New', score: 0.5 }));
    expect(sent).toEqual(['put', 'put']);
    expect(second.score.createdAt).toEqual(first.score.createdAt);
    expect(Number(second.score.updatedAt)).toBeGreaterThan(Number(first.score.updatedAt));
    expect(await scores.getScoreById({ id: 's' })).toStrictEqual(second.score);
    expect(second.score.reason).toBeUndefined();
    const pagination = { page: 0, perPage: 10 };
    expect((await scores.listScoresByScorerId({ scorerId: 'Old', pagination })).scores).toEqual([]);
    expect((await scores.listScoresByScorerId({ scorerId: 'New', pagination })).scores).toEqual([
      second.score,
    ]);
  });

  it('lets updatedAt grow when the clock stands still', async () => {
    const { scores } = await open({ now: () => new Date('2026-01-01T00:00:00.000Z') });
    const times: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { score } = await scores.saveScore(someScore({ id: 's' }));
      times.push(Number(score.updatedAt) % 1_000);
    }
    expect(times).toEqual([0, 1, 2]);
  });

  it('lets twenty writers of one id pass, one after the other', async () => {
    const { scores } = await open();
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, i) => scores.saveScore(someScore({ id: 's', score: i }))),
    );
    const found = await scores.getScoreById({ id: 's' });
    expect(new Set(saved.map(({ score }) => score.createdAt.getTime())).size).toBe(1);
    expect(new Set(saved.map(({ score }) => Number(score.updatedAt))).size).toBe(20);
    const last = saved.toSorted((a, b) => Number(a.score.updatedAt) - Number(b.score.updatedAt)).at(-1);
    expect(found).toStrictEqual(last?.score);
  });

  it('refuses what the schema does not take, with the id that Mastra knows', async () => {
    const { scores, database } = await open();
    const sent = sentBy(database);
    const wrong = { ...someScore(), score: 'high', source: 'PAST' } as unknown as SaveScorePayload;
    await expect(scores.saveScore(wrong)).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_SAVE_SCORE_VALIDATION_FAILED',
      category: 'USER',
      cause: {
        message: expect.stringMatching(
          /^The score cannot be saved\. score: Invalid input: expected number.*source: Invalid option/,
        ),
      },
    });
    expect(sent).toEqual([]);
  });

  it('says what failed, and with which score', async () => {
    const { scores } = await open();
    const large = someScore({ id: 's', runId: 'Run', input: 'x'.repeat(500_000) });
    await expect(scores.saveScore(large)).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_SAVE_SCORE_FAILED',
      details: { id: 's', runId: 'Run' },
    });
  });

  it('clears its own items and no others', async () => {
    const { scores, database } = await open();
    await Promise.all(Array.from({ length: 30 }, (_, i) => scores.saveScore(someScore({ id: `s${i}` }))));
    const { connection, layout } = database;
    const at = '2026-01-01T00:00:00.000Z';
    await send(connection, layout.resource.put({ id: 'R', createdAt: at, updatedAt: at }));
    await scores.dangerouslyClearAll();
    expect(await scores.getScoreById({ id: 's7' })).toBeNull();
    expect(await send(connection, layout.resource.get({ id: 'R' }))).toBeDefined();
    await scores.dangerouslyClearAll();
  });

  describe('with a time to live', () => {
    const ttl = { score: { enabled: true, attributeName: 'purgeAt', defaultTtlSeconds: 60 } };

    it('is not read after its end, and its id is free again', async () => {
      let now = new Date('2026-01-01T00:00:00.000Z');
      const { scores } = await open({ ttl, now: () => now });
      const { score } = await scores.saveScore(someScore({ id: 's' }));
      expect(Object.keys(score)).not.toContain('purgeAt');
      now = new Date('2026-01-01T00:00:59.000Z');
      expect(await scores.getScoreById({ id: 's' })).not.toBeNull();
      now = new Date('2026-01-01T00:01:00.000Z');
      expect(await scores.getScoreById({ id: 's' })).toBeNull();
      const { pagination, scores: listed } = await scores.listScoresByRunId({
        runId: score.runId,
        pagination: { page: 0, perPage: 10 },
      });
      expect([pagination.total, listed]).toEqual([0, []]);
      const again = await scores.saveScore(someScore({ id: 's' }));
      expect(again.score.createdAt).toEqual(now);
    });

    it('begins anew when it is saved again', async () => {
      let now = new Date('2026-01-01T00:00:00.000Z');
      const { scores } = await open({ ttl, now: () => now });
      await scores.saveScore(someScore({ id: 's' }));
      now = new Date('2026-01-01T00:00:50.000Z');
      await scores.saveScore(someScore({ id: 's' }));
      now = new Date('2026-01-01T00:01:40.000Z');
      expect(await scores.getScoreById({ id: 's' })).not.toBeNull();
    });
  });

  if (engine.layout === 'compatible') {
    it('refuses an id that differs from another only in case', async () => {
      const { scores } = await open();
      await scores.saveScore(someScore({ id: 'Score' }));
      await expect(scores.saveScore(someScore({ id: 'score' }))).rejects.toMatchObject({
        id: 'MASTRA_STORAGE_DYNAMODB_SAVE_SCORE_FAILED',
        cause: {
          message:
            'The score "score" cannot be stored: the keys of the compatible layout are in lower case, and the table has "Score", which is the same there.',
        },
      });
    });
  } else {
    it('keeps apart ids that differ only in case', async () => {
      const { scores } = await open();
      await scores.saveScore(someScore({ id: 'Score', score: 1 }));
      await scores.saveScore(someScore({ id: 'score', score: 2 }));
      expect((await scores.getScoreById({ id: 'Score' }))?.score).toBe(1);
      expect((await scores.getScoreById({ id: 'score' }))?.score).toBe(2);
    });
  }
});
