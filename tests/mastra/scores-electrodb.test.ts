import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoDBStore } from '@mastra/dynamodb';
import { MastraDatabase } from '../../src/mastra/database.ts';
import { scoreItem, scoreRow } from '../../src/mastra/scores/score-item.ts';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { compatibleLayout } from '../../src/repositories/mastra/compatible/layout.ts';
import type { ScoreItem } from '../../src/repositories/mastra/items.ts';
import { nativeLayout } from '../../src/repositories/mastra/native/layout.ts';
import { describeEngines } from '../support/engines.ts';
import { createTable } from './databases.ts';
import { describeItems, electrodbRuns } from './electrodb-items.ts';
import { someScore } from './scores-samples.ts';

const items = Object.values(electrodbRuns)
  .flat()
  .map((item): Record<string, unknown> => unmarshall(item))
  .filter((item) => item.__edb_e__ === 'score');
const { score } = compatibleLayout;

describeItems("scores of Mastra's own store", () => {
  it('are in the fixture', () => expect(items.length).toBeGreaterThanOrEqual(12));

  it('are read as Mastra knows them, and nothing else comes with them', () => {
    for (const stored of items) {
      const row = scoreRow(score.parse(stored) as ScoreItem);
      expect(row).toMatchObject({
        scorerId: 'Scorer-1',
        scorer: { id: 'Scorer-1', name: 'S', description: 'd' },
        entity: { id: 'Agent-1', name: 'A' },
        createdAt: new Date(String(stored.createdAt)),
        metadata: { k: 1 },
        preprocessStepResult: { p: 1 },
      });
      expect(Object.values(row)).not.toContain('');
      for (const stray of ['entityData', 'ttl', 'expiresAt', 'purgeAt', 'pk', 'gsi1pk', '__edb_e__'])
        expect(row).not.toHaveProperty(stray);
    }
  });

  it('come out attribute for attribute when what was read is written again', () => {
    for (const stored of items) {
      const read = score.parse(stored) as ScoreItem;
      const { id, createdAt, updatedAt } = read;
      const again = scoreItem(scoreRow(read), { id, createdAt, updatedAt }, compatibleLayout);
      const ends = Object.entries(stored).filter(([name]) => ['ttl', 'expiresAt'].includes(name));
      const { input } = score.put({ ...again, ...Object.fromEntries(ends) });
      expect(marshall(input.Item, { removeUndefinedValues: true })).toEqual(marshall(stored));
    }
  });
});

describe('a stored score', () => {
  const stamps = { id: 's', createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };

  it('has no attribute that the old store would not write for the same input', () => {
    const { Item } = score.put(scoreItem(someScore(), stamps, compatibleLayout)).input;
    const names = Object.keys(Item).filter((name) => Item[name] !== undefined && !/^gsi\d[ps]k$/.test(name));
    expect(names.sort()).toEqual(
      [
        ...['__edb_e__', '__edb_v__', 'createdAt', 'entity', 'entityData', 'entityId', 'entityType', 'id'],
        ...['input', 'output', 'pk', 'resourceId', 'runId', 'score', 'scorer', 'scorerId', 'sk', 'source'],
        ...['spanId', 'threadId', 'traceId', 'updatedAt'],
      ].sort(),
    );
  });

  it('is in no partition of an empty id in the native layout', () => {
    const { Item } = nativeLayout.score.put(scoreItem(someScore(), stamps, nativeLayout)).input;
    expect(Item.GSI4PK).toBeUndefined();
    expect(Object.values(Item)).not.toContain('');
  });
});

describeEngines('a score beside one of the old store', (engine) => {
  it('is the same item for the same input, time and id', async () => {
    const stored = items.find(({ traceId }) => traceId === 'Trace-1');
    if (stored === undefined) return;
    const tableName = engine.tableName('mastra');
    await createTable(engine, 'compatible', tableName);
    const now = () => new Date(String(stored.createdAt));
    const database = new MastraDatabase({ tableName, client: engine.client(), now });
    const scores = new ScoresStorageDynamoDB({ database });
    const payload = scoreRow(score.parse(stored) as ScoreItem);
    await scores.saveScore(payload);
    const Key = marshall({ pk: stored.pk, sk: stored.sk });
    const { Item } = await engine.client().send(new GetItemCommand({ TableName: tableName, Key }));
    expect(Item).toEqual(marshall(stored));
  });

  it('is read and listed by the old store, and the other way round', async () => {
    const tableName = engine.tableName('mastra');
    await createTable(engine, 'compatible', tableName);
    const client = DynamoDBDocumentClient.from(engine.client(), {
      marshallOptions: { removeUndefinedValues: true },
    });
    const store = new DynamoDBStore({ name: 'old', config: { id: 'old', tableName, client } });
    const old = await store.getStore('scores');
    const ours = new ScoresStorageDynamoDB({
      database: new MastraDatabase({ tableName, client: engine.client() }),
    });
    if (old === undefined) throw new Error('The old store has no scores.');
    const payload = someScore({ traceId: 'T', spanId: 'P', organizationId: 'Org', structuredOutput: true });
    const { score: ofOurs } = await ours.saveScore({ ...payload, output: '{"a":1}' });
    const { score: ofOld } = await old.saveScore(payload);
    const { organizationId, structuredOutput, ...known } = payload;
    expect(await old.getScoreById({ id: ofOurs.id })).toMatchObject({ ...known, output: { a: 1 } });
    expect(await ours.getScoreById({ id: ofOld.id })).toMatchObject(known);
    const pagination = { page: 0, perPage: 10 };
    for (const store of [old, ours]) {
      const lists = [
        store.listScoresByScorerId({ scorerId: 'Scorer-1', pagination }),
        store.listScoresByRunId({ runId: 'Run-1', pagination }),
        store.listScoresByEntityId({ entityId: 'Agent-1', entityType: 'AGENT', pagination }),
        store.listScoresBySpan({ traceId: 'T', spanId: 'P', pagination }),
      ];
      for (const { scores } of await Promise.all(lists))
        expect(scores.map(({ id }) => id).sort()).toEqual([ofOurs.id, ofOld.id].sort());
    }
    await old.dangerouslyClearAll();
    expect(await ours.getScoreById({ id: ofOurs.id })).toBeNull();
  });
});
