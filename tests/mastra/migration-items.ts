import { type DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { bulkLoad } from '../../src/batch/bulk-load.ts';
import type { BatchWriteOperation } from '../../src/batch/write-units.ts';
import { MastraDatabase } from '../../src/mastra/database.ts';
import { compatibleLayout } from '../../src/repositories/mastra/compatible/layout.ts';
import { CompatibleSnapshotPart } from '../../src/repositories/mastra/compatible/snapshot-part.ts';
import type { TestEngine } from '../support/engines.ts';
import { createTable } from './databases.ts';

/** The two tables of a migration, new. */
export interface MigrationPair {
  readonly from: { readonly tableName: string; readonly client: DynamoDBClient };
  readonly to: { readonly tableName: string; readonly client: DynamoDBClient };
}

export async function newPair(engine: TestEngine): Promise<MigrationPair> {
  const client = engine.client();
  const from = { tableName: engine.tableName('old'), client };
  const to = { tableName: engine.tableName('new'), client };
  await createTable(engine, 'compatible', from.tableName, ['gsi1', 'gsi2']);
  await createTable(engine, 'native', to.tableName);
  return { from, to };
}

/** How many kinds there are in `migrationPuts`. */
export const KIND_COUNT = 11;

const at = (n: number) => new Date(1_767_225_600_000 + n * 1_000).toISOString();

/** One item of each kind and of each form, and again: `Thread-0`, `Message-0`, … */
export function* migrationPuts(items: number): Generator<BatchWriteOperation> {
  const { observation, ...layout } = compatibleLayout;
  for (let n = 0; n < items; n += 1) {
    const id = `Id-${n}`;
    const times = { createdAt: at(n), updatedAt: at(n + 1) };
    const ends = n % 2 === 0 ? { ttl: 4_000_000_000 + n } : { expiresAt: 4_000_000_000 + n };
    switch (n % KIND_COUNT) {
      case 0:
        yield layout.thread.put({
          id,
          resourceId: `User-${n % 7}`,
          title: '',
          metadata: '{"a":1}',
          ...times,
          ...ends,
        });
        break;
      case 1: {
        const about = n % 3 === 0 ? { resourceId: '' } : n % 3 === 1 ? { resourceId: `User-${n % 7}` } : {};
        const message = { id, threadId: `Id-${n - 1}`, role: 'user', type: 'v2', content: '{"format":2}' };
        yield layout.message.put({ ...message, ...about, ...times, ...ends });
        break;
      }
      case 2:
        yield layout.resource.put({ id, workingMemory: 'Ann likes tea. \u{1f375}', ...times, ...ends });
        break;
      case 3:
        yield layout.snapshot.put({
          workflow_name: 'Flow',
          run_id: id,
          snapshot: '{"status":"running"}',
          ...times,
        });
        break;
      case 4: {
        const parts = { snapshotGeneration: `g-${n}`, snapshotParts: 1, snapshotStatus: 'success' };
        yield layout.snapshot.put({ workflow_name: 'Flow', run_id: id, ...parts, ...times, ...ends });
        break;
      }
      case 5: {
        const part = { generation: `g-${n - 1}`, part: 0, gzip: new Uint8Array([n % 256, 1, 2]) };
        yield CompatibleSnapshotPart.put({
          workflow_name: 'Flow',
          run_id: `Id-${n - 1}`,
          ...part,
          createdAt: at(n),
        });
        break;
      }
      case 6: {
        const places = {
          traceId: n % 2 === 0 ? '' : `T-${n}`,
          spanId: '',
          resourceId: '',
          threadId: `Id-${n}`,
        };
        const about = {
          scorerId: 'Tone',
          runId: `R-${n}`,
          entityId: 'Agent',
          entityType: 'AGENT',
          source: 'LIVE',
        };
        yield layout.score.put({
          id,
          ...about,
          ...places,
          score: 0.25 * n,
          scorer: '{}',
          input: 'Hi',
          ...times,
          ...ends,
        });
        break;
      }
      case 7: {
        const task = {
          status: 'pending',
          toolName: 'search',
          toolCallId: 'c',
          agentId: 'A',
          runId: `R-${n}`,
          args: '{}',
        };
        yield layout.backgroundTask.put({
          id,
          ...task,
          retryCount: 0,
          maxRetries: 3,
          timeoutMs: 1000,
          ...times,
        });
        break;
      }
      case 8: {
        const span = {
          traceId: `Trace-${n}`,
          spanId: `S-${n}`,
          name: 'run',
          spanType: 'agent_run',
          isEvent: false,
        };
        const started = {
          startedAt: at(n),
          rootSince: at(n),
          branchSince: at(n),
          endedAt: null,
          tags: ['a', 'b'],
        };
        yield layout.span.put({
          ...span,
          ...started,
          input: new Uint8Array([31, 139]),
          failedTrace: `Trace-${n}`,
          ...times,
        });
        break;
      }
      case 9: {
        const place = { id, subject: `thread:Id-${n}`, series: 1, generationCount: 0, nth: 0 };
        const counts = {
          totalTokensObserved: 1,
          observationTokenCount: 2,
          pendingMessageTokens: 3,
          lastBufferedAtTokens: 0,
        };
        const flags = {
          isReflecting: false,
          isObserving: true,
          isBufferingObservation: false,
          isBufferingReflection: false,
        };
        const about = {
          revision: 'r',
          scope: 'thread',
          resourceId: 'User-1',
          originType: 'initial',
          body: '{}',
        };
        yield observation.record.put({ ...place, ...counts, ...flags, ...about, ...times });
        break;
      }
      default: {
        const place = {
          id: `Id-${n - 1}`,
          subject: `thread:Id-${n - 1}`,
          series: 1,
          generationCount: 0,
          nth: 0,
        };
        yield observation.place.put(place);
        yield observation.part.put({
          id: place.id,
          part: 1,
          bodyMark: 'm',
          bytes: new Uint8Array([n % 256]),
        });
      }
    }
  }
}

/** Fills the old table with them. */
export async function fill({ from }: MigrationPair, items: number): Promise<void> {
  const { connection } = new MastraDatabase(from);
  (await bulkLoad(connection, migrationPuts(items))).throwIfIncomplete();
}

/** Every item of a table, by its key. */
export async function contentOf({ tableName, client }: MigrationPair['to']): Promise<Map<string, unknown>> {
  const content = new Map<string, unknown>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) {
    for (const item of Items) {
      const { S: partition } = item.PK ?? item.pk ?? {};
      const { S: sort } = item.SK ?? item.sk ?? {};
      content.set(`${partition} | ${sort}`, item);
    }
  }
  return content;
}

/** Stored items as they are. */
export async function putStored(
  { tableName, client }: MigrationPair['from'],
  items: readonly object[],
): Promise<void> {
  for (const Item of items)
    await client.send(new PutItemCommand({ TableName: tableName, Item: Item as never }));
}
