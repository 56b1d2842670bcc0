import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { dispatch } from '../../src/client/dispatch.ts';
import { CLIENTS } from './stub-clients.ts';

// The answer has begun with status 200, and its body does not come to an end: our codec, not the SDK's, is then reading it.

const text = JSON.stringify({ Item: { PK: { S: 'a' }, note: { S: 'x'.repeat(1_000) } } });
let server: Server;
let requests = 0;
/** So many answers break off before one is whole. */
let broken = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': text.length,
      });
      if (requests > broken) {
        response.end(text);
        return;
      }
      response.write(text.slice(0, 100), () => setTimeout(() => request.socket.destroy(), 5));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = 0;
});

const settings = () => ({
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  region: 'local',
  credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  maxAttempts: 3,
});

async function bySdk(): Promise<{ requests: number; name: string | undefined }> {
  const client = new DynamoDBClient(settings());
  const sent = client.send(new GetItemCommand({ TableName: 'shop', Key: { PK: { S: 'a' } } }));
  const name = await sent.then(
    () => undefined,
    (error: Error) => error.name,
  );
  client.destroy();
  return { requests, name };
}

describe.each(CLIENTS)('a %s whose answer breaks off', (_, make) => {
  it.each([1, 9])(
    'makes as many attempts as the SDK alone, and fails when that does: %i times',
    async (times) => {
      broken = times;
      const theirs = await bySdk();
      requests = 0;
      const client = make(settings());
      const sent = dispatch(client, 'get', { TableName: 'shop', Key: { PK: 'a' } });
      const name = await sent.then(
        ({ Item }) => {
          expect(Item).toEqual({ PK: 'a', note: 'x'.repeat(1_000) });
          return undefined;
        },
        (error: Error) => error.name,
      );
      client.destroy();
      expect({ requests, name }).toEqual(theirs);
    },
  );
});
