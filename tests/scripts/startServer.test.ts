import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LocalServer, startServer } from '../../scripts/local/startServer.ts';
import { fakeServer, isAlive, pidOf } from './fakeServer.ts';

describe('startServer', () => {
  const servers: LocalServer[] = [];
  const start: typeof startServer = async (...args) => {
    const server = await startServer(...args);
    servers.push(server);
    return server;
  };
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

  it('waits until the server answers on a free port of 127.0.0.1', async () => {
    const command = fakeServer('listens');
    const server = await start(command);
    expect(server).toMatchObject({ engine: 'fake', endpoint: `http://127.0.0.1:${command.ports[0]}` });
    expect(isAlive(await pidOf(server.endpoint))).toBe(true);
  });

  it('leaves the environment as it is', async () => {
    const before = { ...process.env };
    await (await start({ ...fakeServer('listens'), env: { DDB_LOCAL_TELEMETRY: '0' } })).stop();
    expect({ ...process.env }).toEqual(before);
  });

  it('takes another port when somebody took the free one first', async () => {
    const command = fakeServer('finds its port taken', 'finds its port taken', 'listens');
    const server = await start(command);
    expect(command.ports).toHaveLength(3);
    expect(server.endpoint).toBe(`http://127.0.0.1:${command.ports[2]}`);
  });

  it('gives up when every port is taken', async () => {
    const command = fakeServer('finds its port taken');
    await expect(start(command)).rejects.toThrow(/^fake did not start: port \d+ of 127\.0\.0\.1 is in use\./);
    expect(command.ports).toHaveLength(5);
  });

  it('keeps to the port it was told, and says when that is in use', async () => {
    const { endpoint } = await start(fakeServer('listens'));
    const port = Number(new URL(endpoint).port);
    await expect(start(fakeServer('listens'), { port })).rejects.toThrow(
      `fake did not start: port ${port} of 127.0.0.1 is in use.`,
    );
  });

  it('does not take the answer of another process for that of its own', async () => {
    const other = createServer((_request, response) => response.end('{"TableNames":[]}')).listen(
      0,
      '127.0.0.1',
    );
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start(fakeServer('never listens'), { port, deadline: 500 })).rejects.toThrow(
      'It did not answer',
    );
    other.close();
  });

  it('shows what a server that fails has written, without the stack, and how it ended', async () => {
    const error = await startServer(fakeServer('fails')).catch((reason: Error) => reason);
    expect((error as Error).message).toBe(
      'fake did not start: it failed.\n  the disk is full\n  It ended with exit code 3.',
    );
  });

  it('ends a server that does not answer in time, and says so', async () => {
    await expect(startServer(fakeServer('never listens'), { deadline: 300 })).rejects.toThrow(
      'fake did not start: it failed.\n  still thinking\n  It did not answer within 0.3 seconds.',
    );
  });

  it('says when the program cannot be run', async () => {
    await expect(startServer({ ...fakeServer(), file: '/nowhere/server' })).rejects.toThrow(
      '/nowhere/server could not be run: spawn /nowhere/server ENOENT',
    );
  });

  it('is gone when stop() returns, however often it is called', async () => {
    const server = await startServer(fakeServer('listens'));
    const pid = await pidOf(server.endpoint);
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('kills a server that does not end by itself', async () => {
    const server = await startServer(fakeServer('refuses to end'), { grace: 100 });
    const pid = await pidOf(server.endpoint);
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('stops what has ended already', async () => {
    const server = await startServer(fakeServer('listens'));
    const pid = await pidOf(server.endpoint);
    process.kill(pid, 'SIGKILL');
    await server.stop();
    expect(isAlive(pid)).toBe(false);
  });
});
