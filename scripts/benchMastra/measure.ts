import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDBStore as ElectroStore } from '@mastra/dynamodb';
import { DynamoDBStore } from '../../src/mastra/store.ts';
import type { Stores, Work } from './works.ts';

/** Whose store, in which layout. */
export type Kind = '@mastra/dynamodb' | 'monotable' | 'monotable, native';

export const KINDS: readonly Kind[] = ['@mastra/dynamodb', 'monotable', 'monotable, native'];

/** What a work took, as the median of several runs. */
export interface Measure {
  readonly requests: number;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
}

/** Runs a work several times on new tables. Every request waits `latencyMs`, as if it went through a network. */
export async function measure(
  endpoint: string,
  kind: Kind,
  work: Work,
  { runs, latencyMs }: { readonly runs: number; readonly latencyMs: number },
): Promise<Measure> {
  const measures: Measure[] = [];
  for (let n = 0; n < runs; n += 1) measures.push(await measureOnce(endpoint, kind, work, latencyMs));
  const median = (name: keyof Measure) =>
    measures.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
  return {
    requests: median('requests'),
    milliseconds: median('milliseconds'),
    cpuMilliseconds: median('cpuMilliseconds'),
  };
}

async function measureOnce(endpoint: string, kind: Kind, work: Work, latencyMs: number): Promise<Measure> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials });
  let requests = 0;
  let latency = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      requests += 1;
      if (latency > 0) await wait(latency);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'latency' },
  );
  const config = {
    id: 'bench',
    tableName: `bench-${crypto.randomUUID()}`,
    client: DynamoDBDocumentClient.from(client),
  };
  const layout = kind === 'monotable, native' ? 'native' : 'compatible';
  const ours = new DynamoDBStore({ config: { ...config, layout } });
  await ours.ensureTable();
  const store = kind === '@mastra/dynamodb' ? new ElectroStore({ name: 'bench', config }) : ours;
  const stores = store.stores as Stores;
  await work.prepare(stores);
  latency = latencyMs;
  requests = 0;
  const [cpu, started] = [process.cpuUsage(), performance.now()];
  await work.run(stores);
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  client.destroy();
  return { requests, milliseconds, cpuMilliseconds: (user + system) / 1_000 };
}
