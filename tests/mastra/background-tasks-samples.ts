import type { BackgroundTask } from '@mastra/core/background-tasks';

/** A task with the least that one has. */
export function someTask(fields: Partial<BackgroundTask> = {}): BackgroundTask {
  return {
    id: 'Task-1',
    status: 'pending',
    toolName: 'research',
    toolCallId: 'Call-1',
    args: { query: 'solana' },
    agentId: 'Agent-1',
    runId: 'Run-1',
    createdAt: new Date('2026-01-01T00:00:00.000Z'),
    retryCount: 0,
    maxRetries: 3,
    timeoutMs: 300_000,
    ...fields,
  };
}
