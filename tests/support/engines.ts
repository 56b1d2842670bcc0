import { randomUUID } from 'node:crypto';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
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
  /** A table name that no other test has, for example `orders-1b9d6bcd`. The tables are deleted after the block. */
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
  for (const name of ENGINES) describeOn(name, title, block);
}

/**
 * Runs a block of tests on one engine, for what hangs on a process, a size or a number of calls of ours and not on a server: on
 * the one that is named, or on another if that cannot be had.
 */
export function describeOneEngine(
  title: string,
  block: (engine: TestEngine) => void,
  preferred: EngineName = 'dynoxide',
): void {
  const there = [preferred, ...ENGINES].find((name) => endpoints.get(name) !== undefined);
  describeOn(there ?? preferred, title, block);
}

function describeOn(name: EngineName, title: string, block: (engine: TestEngine) => void): void {
  const endpoint = endpoints.get(name);
  const run = endpoint === undefined ? describe.skip : describe;
  run(`${title} on ${name}`, () => {
    const settings = {
      // A skipped block is still collected, and may make its client meanwhile.
      endpoint: endpoint ?? 'http://skipped.invalid',
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    let made: DynamoDBClient | undefined;
    const client = () => {
      made ??= new DynamoDBClient(settings);
      return made;
    };
    const names: string[] = [];
    afterAll(async () => {
      // DynamoDB Local makes a table the slower the more it has: with 800 it takes fifteen times as long as with none.
      for (const TableName of names)
        await client()
          .send(new DeleteTableCommand({ TableName }))
          .catch(() => {});
      made?.destroy();
    });
    block({
      name,
      settings,
      client,
      tableName: (hint) => {
        const tableName = `${hint}-${randomUUID().slice(0, 8)}`;
        names.push(tableName);
        return tableName;
      },
    });
  });
}
