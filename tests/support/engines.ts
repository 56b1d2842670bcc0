import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ENGINES, type EngineName } from '../../scripts/local/startEngine.ts';
import { endpointOf } from './engineBroker.ts';

/** A DynamoDB server that a block of tests runs against. */
export interface TestEngine {
  readonly name: EngineName;
  /** What a client of one's own is made with. The tests that use it destroy it. */
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** The block's client, destroyed after the block. */
  client(): DynamoDBClient;
  /** A table name that no other test has, for example `orders-1b9d6bcd`. The tables need not be deleted. */
  tableName(hint: string): string;
}

// Asked for here and not in a hook, because whether a block is skipped is decided while the tests are collected.
const endpoints = new Map(
  await Promise.all(ENGINES.map(async (name) => [name, await endpointOf(name)] as const)),
);
if ([...endpoints.values()].every((endpoint) => endpoint === undefined)) {
  throw new Error('No DynamoDB server can be started here, so the integration tests test nothing.');
}

/**
 * Runs a block of tests once for each engine: `orders on dynoxide`, `orders on dynamodb-local`. The tests on an engine that
 * cannot be had are skipped, and the run says why.
 */
export function describeEngines(title: string, block: (engine: TestEngine) => void): void {
  for (const [name, endpoint] of endpoints) {
    const run = endpoint === undefined ? describe.skip : describe;
    run(`${title} on ${name}`, () => {
      const settings = {
        // A skipped block is still collected, and may make its client meanwhile.
        endpoint: endpoint ?? 'http://skipped.invalid',
        region: 'local',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      };
      let client: DynamoDBClient | undefined;
      afterAll(() => client?.destroy());
      block({
        name,
        settings,
        client: () => {
          client ??= new DynamoDBClient(settings);
          return client;
        },
        tableName: (hint) => `${hint}-${randomUUID().slice(0, 8)}`,
      });
    });
  }
}
