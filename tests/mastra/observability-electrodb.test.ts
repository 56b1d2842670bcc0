import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDBStore as ElectroStore } from '@mastra/dynamodb';
import { MastraDatabase } from '../../src/mastra/database.ts';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import { describeEngines } from '../support/engines.ts';
import { createTable } from './databases.ts';
import { at, trace } from './observability-fixtures.ts';

describeEngines('spans in a table of the ElectroDB store', (engine) => {
  it('are not seen by it, and see nothing of it', async () => {
    const tableName = engine.tableName('mastra');
    await createTable(engine, 'compatible', tableName);
    const client = engine.client();
    const spans = new ObservabilityStorageDynamoDB({ database: new MastraDatabase({ tableName, client }) });
    const electro = new ElectroStore({
      name: 'electro',
      config: { id: 'electro', tableName, client: DynamoDBDocumentClient.from(client) },
    });
    const memory = await electro.getStore('memory');
    const workflows = await electro.getStore('workflows');
    if (memory === undefined || workflows === undefined) throw new Error('It has no such domain.');
    const thread = { id: 't1', resourceId: 't1', title: 'Thread', createdAt: at(0), updatedAt: at(0) };
    await memory.saveThread({ thread });
    await spans.batchCreateSpans({ records: trace('t1', 30, { runId: 't1', error: { message: 'x' } }) });

    const found = await memory.listThreads({});
    expect(found.threads.map(({ id }) => id)).toEqual(['t1']);
    expect((await workflows.listWorkflowRuns({})).runs).toEqual([]);
    expect((await spans.getTrace({ traceId: 't1' }))?.spans).toHaveLength(30);
    expect((await spans.listTraces({ filters: { hasChildError: true } })).pagination).toMatchObject({
      total: 1,
    });

    await memory.dangerouslyClearAll();
    await workflows.dangerouslyClearAll();
    expect((await spans.getTrace({ traceId: 't1' }))?.spans).toHaveLength(30);
    await memory.saveThread({ thread });
    await spans.dangerouslyClearAll();
    expect(await spans.getTrace({ traceId: 't1' })).toBeNull();
    expect(await memory.getThreadById({ threadId: 't1' })).toMatchObject({ id: 't1' });
  });
});
