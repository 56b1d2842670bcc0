import { Mastra } from '@mastra/core/mastra';
import { MastraCompositeStore, type StorageDomains } from '@mastra/core/storage';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import {
  createStep as createEventedStep,
  createWorkflow as createEventedWorkflow,
} from '@mastra/core/workflows/evented';
import { z } from 'zod';
import type { MastraDatabase } from '../../src/mastra/database.ts';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { describeMastra } from './databases.ts';
import { reopened } from './workflow-runs.ts';

/** A store that has workflows and nothing else. */
class WorkflowsStore extends MastraCompositeStore {
  override stores: StorageDomains;

  constructor(database: MastraDatabase) {
    super({ id: 'workflows', name: 'workflows' });
    this.stores = { workflows: new WorkflowStorageDynamoDB({ database }) };
  }
}

const cups = z.object({ cups: z.number() });

/** Two pots side by side, then somebody is asked, then it is served. */
function teaTime(served: string[]) {
  const pot = (id: string) =>
    createStep({
      id,
      inputSchema: cups,
      outputSchema: cups,
      execute: async ({ inputData }) => ({ cups: inputData.cups + 1 }),
    });
  const ask = createStep({
    id: 'ask',
    inputSchema: z.record(z.string(), cups),
    resumeSchema: z.object({ guest: z.string() }),
    outputSchema: z.object({ guest: z.string(), cups: z.number() }),
    execute: async ({ inputData, resumeData, suspend }) => {
      if (resumeData === undefined) {
        await suspend({});
        return { guest: '', cups: 0 };
      }
      served.push(resumeData.guest);
      const pots = Object.values(inputData).map((pot) => pot.cups);
      return { guest: resumeData.guest, cups: pots.reduce((sum, of) => sum + of, 0) };
    },
  });
  return createWorkflow({ id: 'tea-time', inputSchema: cups, outputSchema: z.any() })
    .parallel([pot('black'), pot('green')])
    .then(ask)
    .commit();
}

describeMastra('workflows of Mastra', (engine) => {
  const process = (database: MastraDatabase, served: string[]) => {
    const mastra = new Mastra({
      storage: new WorkflowsStore(reopened(database, {})),
      workflows: { teaTime: teaTime(served) },
      logger: false,
    });
    return mastra.getWorkflow('teaTime');
  };

  test('a run is suspended in one process and resumed in another', async () => {
    const database = await engine.open();
    const served: string[] = [];
    const first = process(database, served);
    const run = await first.createRun({ resourceId: 'Ann' });
    const suspended = await run.start({ inputData: { cups: 1 } });
    expect(suspended).toMatchObject({
      status: 'suspended',
      steps: { black: { output: { cups: 2 } }, green: { output: { cups: 2 } }, ask: { status: 'suspended' } },
    });

    const second = process(database, served);
    const found = await second.listWorkflowRuns({ status: 'suspended', resourceId: 'Ann' });
    expect(found).toMatchObject({ total: 1, runs: [{ runId: run.runId, resourceId: 'Ann' }] });
    const resumed = await (await second.createRun({ runId: run.runId })).resume({
      step: 'ask',
      resumeData: { guest: 'Bob' },
    });
    expect(resumed).toMatchObject({ status: 'success', result: { guest: 'Bob', cups: 4 } });
    expect(await first.getWorkflowRunById(run.runId)).toMatchObject({ status: 'success' });
    expect(served).toEqual(['Bob']);
  });

  test('of two that resume a run at the same time, one does', async () => {
    const database = await engine.open();
    const served: string[] = [];
    const run = await process(database, served).createRun();
    await run.start({ inputData: { cups: 1 } });
    const resumes = await Promise.allSettled(
      ['Bob', 'Eve'].map(async (guest) => {
        const again = await process(database, served).createRun({ runId: run.runId });
        return again.resume({ step: 'ask', resumeData: { guest } });
      }),
    );
    expect(resumes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(resumes.find((resume) => resume.status === 'fulfilled')).toMatchObject({
      value: { status: 'success' },
    });
    expect(served).toHaveLength(1);
  });

  test('the results of a loop over many things are all there', async () => {
    const database = await engine.open();
    const double = createStep({
      id: 'double',
      inputSchema: z.number(),
      outputSchema: z.number(),
      execute: async ({ inputData }) => inputData * 2,
    });
    const workflow = createWorkflow({
      id: 'double-all',
      inputSchema: z.array(z.number()),
      outputSchema: z.array(z.number()),
    })
      .foreach(double, { concurrency: 5 })
      .commit();
    const mastra = new Mastra({
      storage: new WorkflowsStore(database),
      workflows: { workflow },
      logger: false,
    });
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    const run = await mastra.getWorkflow('workflow').createRun();
    const result = await run.start({ inputData: numbers });
    expect(result).toMatchObject({ status: 'success', result: numbers.map((number) => number * 2) });
    const stored = await mastra.getWorkflow('workflow').getWorkflowRunById(run.runId);
    expect(stored).toMatchObject({ status: 'success' });
  });

  test('the evented engine, which takes only stores with concurrent updates, runs a loop', async () => {
    const database = await engine.open();
    const double = createEventedStep({
      id: 'double',
      inputSchema: z.number(),
      outputSchema: z.number(),
      execute: async ({ inputData }) => inputData * 2,
    });
    const workflow = createEventedWorkflow({
      id: 'double-all',
      inputSchema: z.array(z.number()),
      outputSchema: z.array(z.number()),
    });
    workflow.foreach(double, { concurrency: 5 }).commit();
    const mastra = new Mastra({
      storage: new WorkflowsStore(database),
      workflows: { workflow },
      logger: false,
    });
    await mastra.startEventEngine();
    const run = await mastra.getWorkflow('workflow').createRun();
    const result = await run.start({ inputData: [1, 2, 3, 4, 5, 6] });
    await mastra.stopEventEngine();
    expect(result).toMatchObject({ status: 'success', result: [2, 4, 6, 8, 10, 12] });
  });
});
