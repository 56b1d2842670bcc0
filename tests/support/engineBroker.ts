import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EngineName, type LocalServer, startEngine } from '../../scripts/local/startEngine.ts';

// One process of a jest run owns the engines, the one that runs globalSetup; the test files, in processes of their own, ask
// it over HTTP. So an engine starts once, when the first test needs it, and a run that needs none starts none.

/** Where the test processes find the broker. */
const BROKER_URL = 'MONOTABLE_TEST_BROKER';
/** Setup and teardown may each load their own copy of this module; they meet here. */
const BROKER = Symbol.for('monotable.engineBroker');

interface Broker {
  readonly server: Server;
  readonly engines: Map<string, Promise<LocalServer>>;
}

const shared = globalThis as typeof globalThis & { [BROKER]?: Broker };

/** Listens for the questions of the test processes. */
export async function startEngineBroker(): Promise<void> {
  const engines: Broker['engines'] = new Map();
  const server = createServer(async (request, response) => {
    const name = (request.url ?? '').slice(1) as EngineName;
    try {
      let starting = engines.get(name);
      if (starting === undefined) {
        starting = startEngine(name);
        engines.set(name, starting);
        starting.catch((error: Error) => {
          console.warn(`\nThe tests on ${name} are skipped.\n${error.message}\n`);
        });
      }
      response.end((await starting).endpoint);
    } catch (error) {
      response.writeHead(503).end((error as Error).message);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env[BROKER_URL] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  shared[BROKER] = { server, engines };
}

/** Stops every engine that was started. */
export async function stopEngineBroker(): Promise<void> {
  const broker = shared[BROKER];
  if (broker === undefined) return;
  const started = await Promise.allSettled(broker.engines.values());
  await Promise.all(started.map((engine) => engine.status === 'fulfilled' && engine.value.stop()));
  broker.server.closeAllConnections();
  broker.server.close();
  await once(broker.server, 'close');
  delete shared[BROKER];
  delete process.env[BROKER_URL];
}

/** The endpoint of an engine, which is started for the first who asks; `undefined` when it cannot be had. */
export async function endpointOf(engine: EngineName): Promise<string | undefined> {
  const url = process.env[BROKER_URL];
  if (url === undefined) throw new Error('globalSetup of jest has not run.');
  // No time limit here, unlike in fetch: the first start may fetch DynamoDB Local.
  const [response] = await once(get(`${url}/${engine}`, { agent: false }), 'response');
  let body = '';
  for await (const text of response) body += text;
  return response.statusCode === 200 ? body : undefined;
}
