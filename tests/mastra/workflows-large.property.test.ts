import fc from 'fast-check';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { describeLayouts } from './databases.ts';
import { contextOf, noise, snapshotOf } from './workflow-runs.ts';

const MB = 1024 * 1024;

/** Text of so many characters: of few kinds, or such that gzip gains nothing. */
const text = fc
  .record({
    length: fc.oneof(
      fc.integer({ min: 0, max: 3 * MB }),
      fc.integer({ min: 0, max: 20_000 }),
      // About what one item holds: gzip saves a quarter of the noise.
      fc.integer({ min: 440_000, max: 500_000 }),
    ),
    seed: fc.integer({ min: 1, max: 1_000 }),
    random: fc.boolean(),
    ending: fc.string({ unit: 'binary' }),
  })
  .map(
    ({ length, seed, random, ending }) => (random ? noise(length, seed) : 'tea '.repeat(length / 4)) + ending,
  );

describeLayouts('snapshots of any size', (engine) => {
  test('are loaded as they were persisted, one after the other', async () => {
    const storage = new WorkflowStorageDynamoDB({ database: await engine.open({ snapshots: 'compressed' }) });
    const run = { workflowName: 'Orders', runId: 'Run-1' };
    await fc.assert(
      fc.asyncProperty(text, fc.json(), async (content, json) => {
        const snapshot = snapshotOf('Run-1', { context: contextOf({ content, json: JSON.parse(json) }) });
        await storage.persistWorkflowSnapshot({ ...run, snapshot });
        const loaded = await storage.loadWorkflowSnapshot(run);
        expect(JSON.stringify(loaded) === JSON.stringify(snapshot)).toBe(true);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
