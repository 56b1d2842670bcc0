import type { ListScoresResponse } from '@mastra/core/evals';
import type { StoragePagination } from '@mastra/core/storage';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { describeMastra } from './databases.ts';
import { clockFrom, sentBy, someScore } from './scores-samples.ts';

const pagination = { page: 0, perPage: 10 };
const idsOf = ({ scores }: ListScoresResponse) => scores.map(({ id }) => id);

type Lists = readonly [
  name: string,
  list: (scores: ScoresStorageDynamoDB, pagination: StoragePagination) => Promise<ListScoresResponse>,
];

const LISTS: Lists[] = [
  ['scorer', (scores, pagination) => scores.listScoresByScorerId({ scorerId: 'S', pagination })],
  ['run', (scores, pagination) => scores.listScoresByRunId({ runId: 'R', pagination })],
  [
    'entity',
    (scores, pagination) => scores.listScoresByEntityId({ entityId: 'E', entityType: 'AGENT', pagination }),
  ],
  ['span', (scores, pagination) => scores.listScoresBySpan({ traceId: 'T', spanId: 'P', pagination })],
];
const LISTED = { scorerId: 'S', runId: 'R', entityId: 'E', traceId: 'T', spanId: 'P' };

describeMastra('lists of scores', (engine) => {
  const open = async (config = {}, indexes?: readonly string[]) => {
    const database = await engine.open({ now: clockFrom('2026-01-01T00:00:00.000Z'), ...config }, indexes);
    return { database, scores: new ScoresStorageDynamoDB({ database }) };
  };

  it('are empty where there is nothing', async () => {
    const { scores } = await open();
    await scores.saveScore(someScore());
    for (const [, list] of LISTS) {
      expect(await list(scores, pagination)).toEqual({
        scores: [],
        pagination: { total: 0, page: 0, perPage: 10, hasMore: false },
      });
    }
  });

  it.each(LISTS)('give the scores of a %s in pages, the latest first', async (_, list) => {
    const { scores, database } = await open();
    for (let i = 0; i < 5; i += 1) {
      await scores.saveScore(someScore({ id: `s${i}`, ...LISTED }));
      await scores.saveScore(someScore({ id: `other${i}`, entityId: 'E', traceId: 'T', spanId: 'x' }));
    }
    const sent = sentBy(database);
    const whole = await list(scores, { page: 0, perPage: false });
    expect(sent).toEqual(['query']);
    const { total } = whole.pagination;
    expect(whole.pagination).toEqual({ total, page: 0, perPage: false, hasMore: false });
    expect(idsOf(whole).filter((id) => id.startsWith('s'))).toEqual(['s4', 's3', 's2', 's1', 's0']);
    const times = whole.scores.map(({ createdAt }) => Number(createdAt));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    for (const page of [0, 1, 2, 9]) {
      expect(await list(scores, { page, perPage: 2 })).toEqual({
        scores: whole.scores.slice(page * 2, page * 2 + 2),
        pagination: { total, page, perPage: 2, hasMore: page * 2 + 2 < total },
      });
    }
    expect(await list(scores, { page: 0, perPage: 0 })).toMatchObject({ scores: [], pagination: { total } });
  });

  it('take the filters of scorer, entity and tenant', async () => {
    const { scores } = await open();
    const tenant = { organizationId: 'Org', projectId: 'P1' };
    await scores.saveScore(someScore({ id: 'plain', ...LISTED }));
    await scores.saveScore(someScore({ id: 'tenant', ...LISTED, ...tenant }));
    await scores.saveScore(someScore({ id: 'sibling', ...LISTED, organizationId: 'Org', projectId: 'P2' }));
    await scores.saveScore(someScore({ id: 'test', ...LISTED, source: 'TEST', entityType: 'WORKFLOW' }));
    await scores.saveScore(someScore({ id: 'e2', ...LISTED, entityId: 'E2' }));
    const byScorer = { scorerId: 'S', pagination };
    const ids = async (listed: Promise<ListScoresResponse>) => idsOf(await listed).sort();
    expect(await ids(scores.listScoresByScorerId({ ...byScorer, source: 'TEST' }))).toEqual(['test']);
    expect(await ids(scores.listScoresByScorerId({ ...byScorer, entityId: 'E2' }))).toEqual(['e2']);
    expect(await ids(scores.listScoresByScorerId({ ...byScorer, entityType: 'WORKFLOW' }))).toEqual(['test']);
    const both = ['sibling', 'tenant'];
    for (const [filters, expected] of [
      [{ organizationId: 'Org' }, both],
      [tenant, ['tenant']],
      [{ projectId: 'P2' }, ['sibling']],
      [{ organizationId: 'other' }, []],
    ] as const) {
      expect(await ids(scores.listScoresByScorerId({ ...byScorer, filters }))).toEqual(expected);
      expect(await ids(scores.listScoresByRunId({ runId: 'R', pagination, filters }))).toEqual(expected);
      expect(
        await ids(scores.listScoresByEntityId({ entityId: 'E', entityType: 'AGENT', pagination, filters })),
      ).toEqual(expected);
      expect(await ids(scores.listScoresBySpan({ traceId: 'T', spanId: 'P', pagination, filters }))).toEqual(
        expected,
      );
    }
  });

  it('tell ids apart that differ only in case, and give nothing for an empty one', async () => {
    const { scores, database } = await open();
    await scores.saveScore(someScore({ id: 'a', scorerId: 'Same', runId: 'Run', traceId: 'T', spanId: 'P' }));
    await scores.saveScore(someScore({ id: 'b', scorerId: 'same', runId: 'run', traceId: 't', spanId: 'p' }));
    await scores.saveScore(someScore({ id: 'c' }));
    expect(idsOf(await scores.listScoresByScorerId({ scorerId: 'Same', pagination }))).toEqual(['a']);
    expect(idsOf(await scores.listScoresByRunId({ runId: 'run', pagination }))).toEqual(['b']);
    expect(idsOf(await scores.listScoresBySpan({ traceId: 'T', spanId: 'P', pagination }))).toEqual(['a']);
    const sent = sentBy(database);
    expect(idsOf(await scores.listScoresBySpan({ traceId: '', spanId: '', pagination }))).toEqual([]);
    expect(idsOf(await scores.listScoresByScorerId({ scorerId: '', pagination }))).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('go on past one megabyte', async () => {
    const { scores, database } = await open();
    const input = 'x'.repeat(150_000);
    await Promise.all(
      Array.from({ length: 16 }, (_, i) => scores.saveScore(someScore({ id: `s${i}`, ...LISTED, input }))),
    );
    const sent = sentBy(database);
    for (const [, list] of LISTS) {
      const whole = await list(scores, { page: 0, perPage: false });
      expect(whole.pagination.total).toBe(16);
      expect(new Set(idsOf(whole)).size).toBe(16);
      const third = await list(scores, { page: 2, perPage: 5 });
      expect(idsOf(third)).toEqual(idsOf(whole).slice(10, 15));
      expect(third.pagination).toEqual({ total: 16, page: 2, perPage: 5, hasMore: true });
    }
    expect(sent).toHaveLength(4 * 2 * 3);
  });

  it('refuse pages that there cannot be', async () => {
    const { scores } = await open();
    const list = (page: number, perPage: number) =>
      scores.listScoresByRunId({ runId: 'R', pagination: { page, perPage } });
    await expect(list(-1, 10)).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_LIST_SCORES_BY_RUN_ID_FAILED',
      cause: { message: 'page must be >= 0' },
      details: { runId: 'R', page: -1, perPage: 10 },
    });
    await expect(list(0, -1)).rejects.toMatchObject({ cause: { message: 'perPage must be >= 0' } });
  });

  if (engine.layout === 'compatible') {
    describe("on the table of Mastra's documentation", () => {
      it('scan for the indexes that it lacks, and warn once for each', async () => {
        const { scores, database } = await open({}, ['gsi1', 'gsi2']);
        const warnings: string[] = [];
        const logger = { warn: (message: string) => warnings.push(message), debug: () => {} };
        Object.assign(scores, { logger });
        for (let i = 0; i < 4; i += 1) await scores.saveScore(someScore({ id: `s${i}`, ...LISTED }));
        await scores.saveScore(someScore({ id: 'other' }));
        const sent = sentBy(database);
        for (const [, list] of [...LISTS, ...LISTS]) {
          expect(await list(scores, { page: 1, perPage: 3 })).toMatchObject({
            scores: [{ id: 's0' }],
            pagination: { total: 4, hasMore: false },
          });
        }
        expect(warnings).toHaveLength(2);
        expect(warnings[0]).toContain('has no index gsi4');
        expect(warnings[1]).toContain('has no index gsi7');
        expect(sent.filter((kind) => kind === 'scan')).toHaveLength(4);
      });

      it('fail by the name of the index if scans are not wanted', async () => {
        const { scores } = await open({ missingIndexes: 'error' }, ['gsi1', 'gsi2']);
        await scores.saveScore(someScore(LISTED));
        await expect(
          scores.listScoresBySpan({ traceId: 'T', spanId: 'P', pagination }),
        ).rejects.toMatchObject({ cause: { message: expect.stringContaining('has no index gsi7') } });
      });
    });
  }
});
