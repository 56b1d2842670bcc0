import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { DynamoDB, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { shown } from '../errors.ts';
import { errorAnswer } from './aws-error.ts';
import { checkOptions } from './check-options.ts';
import { forwardTo } from './forward.ts';
import type { MemoryTables } from './memory-tables.ts';
import { type Answer, pass, type ScriptedRequest, type Step } from './step.ts';
import { binaryAsBase64 } from './wire-value.ts';

/** `GetItem`, `TransactWriteItems`: the name of a command without `Command`. */
export type OperationName = Capitalize<
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
  script(operation: OperationName, steps: Step | readonly Step[]): void;
  /** Every request, or those of one operation, in the order of arrival since the start or the last `reset`. */
  requests(operation?: OperationName): readonly ScriptedRequest[];
  /** Forgets the scripts and the requests. */
  reset(): void;
  /** Closes the port and every connection, also idle ones and those that wait for an answer. Once is enough. */
  stop(): Promise<void>;
}

/** Where requests go that no step answers. */
export interface ScriptedServerOptions {
  /** The endpoint of a local DynamoDB such as `http://127.0.0.1:8000`, or tables in memory. Default: nowhere. */
  readonly upstream?: string | MemoryTables | undefined;
}

/**
 * Starts a scripted server on a free port. It does what no local DynamoDB does: throttles, leaves items unprocessed, conflicts,
 * fails and loses answers; with an upstream also after a write was really applied.
 *
 * @throws TypeError for an option that there is not, or an upstream that is neither an http:// address nor tables in memory.
 * @example
 * ```ts
 * import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
 * import { applyThen, drop, pass, startScriptedServer } from 'monotable/testing';
 *
 * const server = await startScriptedServer({ upstream: 'http://127.0.0.1:8000' });
 * server.script('PutItem', [applyThen(drop), pass]);
 * const client = new DynamoDBClient(server.settings);
 * // Its first PutItem is applied and the answer lost; the SDK repeats it, and that passes.
 * client.destroy();
 * await server.stop();
 * ```
 */
export async function startScriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  checkOptions(options, ['upstream'], 'startScriptedServer');
  const { upstream } = options;
  checkUpstream(upstream);
  const scripts = new Map<string, Step | Step[]>();
  let requests: ScriptedRequest[] = [];
  const stopping = new AbortController();

  async function reply(incoming: IncomingMessage): Promise<Sent | 'drop'> {
    const operation = String(incoming.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    try {
      const sent = await buffer(incoming);
      const request = { operation, body: JSON.parse(sent.toString()), headers: incoming.headers };
      requests.push(request);
      const script = scripts.get(operation);
      const step = typeof script === 'function' ? script : script?.shift();
      const answer = await (step ?? pass)(request, async (body) => {
        if (upstream === undefined) {
          throw new Error(
            step === undefined
              ? 'no step is left for this request, and there is no upstream to pass it to.'
              : 'the step passes this request on, and there is no upstream.',
          );
        }
        if (typeof upstream !== 'string') return upstream.answer(body ? { ...request, body } : request);
        const bytes = body === undefined ? sent : JSON.stringify(body);
        return forwardTo(upstream, incoming.headers, bytes, stopping.signal);
      });
      return sendable(answer);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      return sendable(errorAnswer('ScriptFailed', { message: `${operation || 'Request'}: ${what}` }));
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
    outgoing.end(answer.text);
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

/** An answer that nothing can go wrong with any more. */
interface Sent {
  readonly status: number;
  readonly text: string;
}

/** Throws for what is no answer: a step that forgot to return one, a body that has no JSON. */
function sendable(answer: Answer | 'drop'): Sent | 'drop' {
  if (answer === 'drop') return answer;
  const { status, body } = (answer as Answer | undefined) ?? {};
  if (status === undefined || !Number.isInteger(status) || status < 200 || status > 999) {
    throw new TypeError(
      `the step gave ${shown(answer)}, and an answer is { status, body } with a status from 200 on.`,
    );
  }
  const text: unknown = typeof body === 'string' ? body : JSON.stringify(body, binaryAsBase64);
  if (typeof text !== 'string') throw new TypeError(`the step gave ${shown(body)} as the body of an answer.`);
  return { status, text };
}

function checkUpstream(upstream: ScriptedServerOptions['upstream']): void {
  if (upstream === undefined || typeof (upstream as MemoryTables).answer === 'function') return;
  // Requests to https are signed for their host, so they could not be forwarded.
  if (typeof upstream === 'string' && upstream.startsWith('http://')) return;
  throw new TypeError(`The upstream must be an http:// address or tables in memory, not ${shown(upstream)}.`);
}
