import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { answer, delayed, pass, startScriptedServer } from '../../src/testing/index.ts';

// Closed here and not at the end of a test, so that a failing test does not keep jest from ending.
const started: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const { stop } of started.splice(0).reverse()) await stop();
});

async function startUpstream(listener: RequestListener): Promise<{ server: Server; address: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  started.push({ stop: () => server.close().closeAllConnections() });
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function startBefore(upstream: string) {
  const server = await startScriptedServer({ upstream });
  const client = new DynamoDBClient({ ...server.settings, maxAttempts: 1 });
  started.push(server, { stop: () => client.destroy() });
  const get = () => client.send(new GetItemCommand({ TableName: 'shop', Key: { PK: { S: 'a' } } }));
  return { server, get };
}

/** What Node has of a socket. */
type Handle = Record<'getsockname' | 'getpeername', (address: { port?: number }) => number>;

/** The port at this end of a socket or at the other; 0 where there is none. */
function portOf(handle: Handle, end: keyof Handle): number {
  const address: { port?: number } = {};
  handle[end](address);
  return address.port ?? 0;
}

describe('stop', () => {
  /** The TCP handles that are open: sockets and listening ports. */
  const open = new Map<number, Handle>();
  const watch = createHook({
    init: (id, type, _, handle) => {
      if (type === 'TCPWRAP' || type === 'TCPSERVERWRAP') open.set(id, handle as Handle);
    },
    destroy: (id) => open.delete(id),
  });
  beforeEach(() => watch.enable());
  afterEach(() => {
    watch.disable();
    open.clear();
  });

  /** Those at either end of one of these ports; the process may open others meanwhile, left over from tests before this one. */
  function openAt(ports: readonly number[]): number[] {
    return [...open].flatMap(([id, handle]) =>
      [portOf(handle, 'getsockname'), portOf(handle, 'getpeername')].some((port) => ports.includes(port))
        ? [id]
        : [],
    );
  }

  it('ends idle connections, waiting requests and forwarded ones, and leaves nothing open', async () => {
    const deaf = await startUpstream(() => {});
    const { server, get } = await startBefore(deaf.address);

    const forwarded = once(deaf.server, 'request');
    const waits = new Promise<void>((resolve) => {
      const wait = () => {
        resolve();
        return new Promise<never>(() => {});
      };
      server.script('GetItem', [wait, pass, answer({})]);
    });
    const sent = [get(), get()].map((call) => call.catch((error: Error) => error.message));
    await Promise.all([waits, forwarded]);
    await get();
    // Two ports, and both ends of three connections to the one and of one to the other.
    const ports = [server.settings.endpoint, deaf.address].map((address) => Number(new URL(address).port));
    const own = openAt(ports);
    expect(own).toHaveLength(10);

    await server.stop();
    await server.stop();
    expect(await Promise.all(sent)).toEqual(Array(2).fill(expect.stringContaining('socket hang up')));

    deaf.server.close();
    await once(deaf.server, 'close');
    // The client's ends of the connections close a moment later.
    const left = () => [...own.filter((id) => open.has(id)), ...openAt(ports)];
    for (let turn = 0; turn < 1000 && left().length > 0; turn++) await new Promise(setImmediate);
    expect(left()).toEqual([]);
    await expect(get()).rejects.toThrow('ECONNREFUSED');
  });

  it('does not wait for slow answers', async () => {
    const server = await startScriptedServer();
    const client = new DynamoDBClient({ ...server.settings, maxAttempts: 1 });
    started.push({ stop: () => client.destroy() });
    const arrived = new Promise<void>((resolve) => {
      const told = () => {
        resolve();
        return { status: 200, body: {} };
      };
      server.script('GetItem', delayed(3_600_000, told));
    });
    const sent = client.send(new GetItemCommand({ TableName: 'shop', Key: { PK: { S: 'a' } } }));
    const ended = sent.catch((error: Error) => error.message);
    await arrived;
    await server.stop();
    expect(await ended).toContain('socket hang up');
  });
});

describe('the upstream', () => {
  it('must be an http address', async () => {
    await expect(
      startScriptedServer({ upstream: 'https://dynamodb.eu-north-1.amazonaws.com' }),
    ).rejects.toThrow(
      new TypeError(
        'The upstream must be an http:// address or tables in memory, not "https://dynamodb.eu-north-1.amazonaws.com".',
      ),
    );
  });

  it('is named when it gives no answer', async () => {
    const { address } = await startUpstream((request) => request.socket.destroy());
    const { get } = await startBefore(address);
    await expect(get()).rejects.toMatchObject({
      name: 'ScriptFailed',
      message: `GetItem: no answer came from the upstream ${address}.`,
    });
  });
});
