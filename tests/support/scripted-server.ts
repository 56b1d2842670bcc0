import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as openRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import type { DynamoDB, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Answer, pass, type ScriptedRequest, type Step } from './scripted-steps.ts';

/** `GetItem`, `TransactWriteItems`: the name of a command without `Command`. */
export type Operation = Capitalize<
  Exclude<keyof DynamoDB, keyof DynamoDBClient | `paginate${string}` | `waitUntil${string}`>
>;

/** A DynamoDB endpoint on 127.0.0.1 that answers as a test tells it. */
export interface ScriptedServer {
  /** What a client is made with: `new DynamoDBClient({ ...server.settings, maxAttempts: 1 })`. */
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /**
   * Says how requests of an operation are treated, in place of what was said before. A list is used up, one step for each
   * request in the order of arrival, retries of the SDK included; a single step is for every request. What is not scripted,
   * and what comes after the end of a list, passes to the upstream; without an upstream it fails with `ScriptFailed`.
   */
  script(operation: Operation, steps: Step | readonly Step[]): void;
  /** Every request, or those of one operation, in the order of arrival since the start or the last `reset`. */
  requests(operation?: Operation): readonly ScriptedRequest[];
  /** Forgets the scripts and the requests. */
  reset(): void;
  /** Closes the port and every connection, also idle ones and those that wait for an answer. Once is enough. */
  stop(): Promise<void>;
}

/**
 * Starts a scripted server on a free port. It does what no local DynamoDB does: throttles, conflicts, fails and loses answers;
 * with an upstream, the endpoint of a local DynamoDB such as `http://127.0.0.1:8000`, also after a write was really applied.
 *
 * @example
 * const server = await startScriptedServer({ upstream: 'http://127.0.0.1:8000' });
 * server.script('PutItem', [applyThen(drop), pass]);
 * // The first PutItem is applied and its answer lost; the SDK repeats it, and the second passes.
 */
export async function startScriptedServer(
  options: { readonly upstream?: string | undefined } = {},
): Promise<ScriptedServer> {
  const { upstream } = options;
  // Requests to https are signed for their host, so they could not be forwarded.
  if (upstream !== undefined && !/^http:\/\//.test(upstream)) {
    throw new TypeError(`The upstream must be an http:// address, not ${JSON.stringify(upstream)}.`);
  }
  const scripts = new Map<string, Step | Step[]>();
  let requests: ScriptedRequest[] = [];
  const stopping = new AbortController();

  async function reply(incoming: IncomingMessage): Promise<Answer | 'drop'> {
    const operation = String(incoming.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    try {
      const sent = await buffer(incoming);
      const request = { operation, body: JSON.parse(sent.toString()), headers: incoming.headers };
      requests.push(request);
      const script = scripts.get(operation);
      const step = (typeof script === 'function' ? script : script?.shift()) ?? pass;
      return await step(request, () => {
        if (upstream === undefined) {
          throw new Error('no step is left for this request, and there is no upstream to pass it to.');
        }
        return forward(upstream, incoming.headers, sent, stopping.signal);
      });
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      return { status: 400, body: { __type: 'ScriptFailed', message: `${operation || 'Request'}: ${what}` } };
    }
  }

  // Idle connections stay open: a client that reuses one just as it times out would make an attempt more than was scripted.
  const server = createServer({ keepAliveTimeout: 0 }, async (incoming, outgoing) => {
    const answer = await reply(incoming);
    if (answer === 'drop') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    outgoing.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body, binaryAsBase64));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const closed = once(server, 'close');

  return {
    settings: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    script: (operation, steps) => {
      scripts.set(operation, typeof steps === 'function' ? steps : [...steps]);
    },
    requests: (operation) =>
      requests.filter((request) => operation === undefined || request.operation === operation),
    reset: () => {
      scripts.clear();
      requests = [];
    },
    stop: async () => {
      stopping.abort();
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function forward(
  upstream: string,
  { host: _, connection: __, ...headers }: IncomingHttpHeaders,
  sent: Buffer,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    // Connections of its own, closed after the answer, so that none is left when the server stops.
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      openRequest(upstream, { method: 'POST', headers, agent: false, signal })
        .on('response', resolve)
        .on('error', reject)
        .end(sent);
    });
    return { status: response.statusCode ?? 500, body: parsed(await text(response)) };
  } catch (cause) {
    throw new Error(`no answer came from the upstream ${upstream}.`, { cause });
  }
}

/** What is no JSON, as the page of some proxy, is handed on as it is. */
function parsed(body: string): object | string {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** A replacer for `JSON.stringify`; it looks at the holder, because a Buffer has become an object by then. */
function binaryAsBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const original = this[name];
  if (!ArrayBuffer.isView(original)) return value;
  return Buffer.from(original.buffer, original.byteOffset, original.byteLength).toString('base64');
}
