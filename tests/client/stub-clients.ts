import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createClient } from '../../src/client/create-client.ts';
import type { DynamoClient } from '../../src/client/dispatch.ts';

/** A request as it would have gone into the socket. */
export interface SentRequest {
  readonly host: string;
  readonly target: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface StubAnswer {
  readonly status?: number;
  readonly body: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

/** In the place of the network: everything of the SDK runs but the sockets. */
export class StubNetwork {
  readonly requests: SentRequest[] = [];
  /** Used up one by one; the last one stays. */
  answers: StubAnswer[] = [{ body: '{}' }];

  get bodies(): Record<string, unknown>[] {
    return this.requests.map(({ text }) => JSON.parse(text));
  }

  answer(...texts: string[]): void {
    this.answers = texts.map((body) => ({ body }));
  }

  settings(): DynamoDBClientConfig {
    return {
      region: 'eu-west-1',
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      requestHandler: { handle: (request: unknown) => this.#handle(request as never), destroy() {} } as never,
    };
  }

  async #handle(request: { hostname: string; headers: Record<string, string>; body: Uint8Array | string }) {
    const { hostname: host, headers, body } = request;
    const text =
      typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
    this.requests.push({ host, headers, target: headers['x-amz-target']?.replace(/^.*\./, ''), text });
    const [answer] = this.answers;
    if (this.answers.length > 1) this.answers.shift();
    return {
      response: {
        statusCode: answer?.status ?? 200,
        headers: { 'content-type': 'application/x-amz-json-1.0', ...answer?.headers },
        body: Buffer.from((answer?.body ?? '{}') as string),
      },
    };
  }
}

/** The three clients that a connection may have. */
export const CLIENTS: [name: string, make: (settings: DynamoDBClientConfig) => DynamoClient][] = [
  ['DynamoDBClient', (settings) => new DynamoDBClient(settings)],
  ['createClient()', (settings) => createClient(settings)],
  ['DynamoDBDocumentClient', (settings) => DynamoDBDocumentClient.from(new DynamoDBClient(settings))],
];
