import type { StepResult, WorkflowRunState } from '@mastra/core/workflows';
import type { CommandEvent } from '../../src/client/command-event.ts';
import { type DatabaseConfig, MastraDatabase } from '../../src/mastra/database.ts';

/** A snapshot with every field that Mastra writes. */
export function snapshotOf(runId: string, changes: Partial<WorkflowRunState> = {}): WorkflowRunState {
  return {
    runId,
    status: 'running',
    value: {},
    context: contextOf({ topic: 'tea' }),
    activePaths: [],
    activeStepsPath: {},
    serializedStepGraph: [],
    suspendedPaths: {},
    resumeLabels: {},
    waitingPaths: {},
    requestContext: {},
    timestamp: 1_767_225_600_000,
    ...changes,
  };
}

/** The result of a step that went well. */
export function success(output: unknown): StepResult<unknown, unknown, unknown, unknown> {
  return { status: 'success', output, payload: {}, startedAt: 1, endedAt: 2 };
}

/** A context that knows only what the run was started with. */
export function contextOf(input: Record<string, unknown>): WorkflowRunState['context'] {
  // Mastra's type has the input among the results of steps.
  return { input } as unknown as WorkflowRunState['context'];
}

/** A snapshot that takes about so many characters as JSON. */
export function largeSnapshot(
  runId: string,
  length: number,
  changes: Partial<WorkflowRunState> = {},
): WorkflowRunState {
  return snapshotOf(runId, { context: contextOf({ text: noise(length) }), ...changes });
}

// In a test file each use of a global is looked up in jest's own global object, some hundred nanoseconds a time.
const { imul } = Math;

/** Text that gzip can hardly make smaller: 6 bits to a character. */
export function noise(length: number, seed = 1): string {
  let state = seed;
  const codes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) {
    state = (imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    codes[at] = 48 + (state >>> 26);
  }
  return Buffer.from(codes).toString('latin1');
}

/** The same database, and the commands that it sends: `['update', 'put']`. */
export function watched(database: MastraDatabase): { database: MastraDatabase; commands: CommandEvent[] } {
  const commands: CommandEvent[] = [];
  const watching = Object.create(database, {
    connection: {
      value: { ...database.connection, onCommand: (event: CommandEvent) => commands.push(event) },
    },
  }) as MastraDatabase;
  return { database: watching, commands };
}

/** Another store's view of the same table, with other settings. */
export function reopened(database: MastraDatabase, config: Partial<DatabaseConfig>): MastraDatabase {
  const { tableName, client } = database.connection;
  return new MastraDatabase({ tableName, client, layout: database.layout.name, ...config });
}

/** How often each kind of command was sent. */
export function counted(commands: readonly CommandEvent[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of commands) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const COMMANDS = {
  update: 'UpdateItemCommand',
  delete: 'DeleteItemCommand',
  transactWrite: 'TransactWriteItemsCommand',
};

/** The same database, with a task that is done before each command of a kind. */
export function overtakenBy(
  database: MastraDatabase,
  kind: keyof typeof COMMANDS,
  task: () => Promise<void>,
): MastraDatabase {
  const { client } = database.connection;
  const { send: sent } = client as { send(...args: unknown[]): Promise<unknown> };
  const overtaken = Object.create(client, {
    send: {
      value: async (sentCommand: { constructor: { name: string } }, ...rest: unknown[]) => {
        if (sentCommand.constructor.name === COMMANDS[kind]) await task();
        return sent.call(client, sentCommand, ...rest);
      },
    },
  }) as typeof client;
  return reopened(database, { client: overtaken });
}
