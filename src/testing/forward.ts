import { type IncomingHttpHeaders, type IncomingMessage, request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer } from './step.ts';

/** Sends a request on to the endpoint of a DynamoDB, and gives its answer. */
export async function forwardTo(
  endpoint: string,
  { host: _, connection: __, 'content-length': ___, ...headers }: IncomingHttpHeaders,
  sent: Buffer | string,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    // Connections of its own, closed after the answer, so that none is left when the server stops.
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      openRequest(endpoint, { method: 'POST', headers, agent: false, signal })
        .on('response', resolve)
        .on('error', reject)
        .end(sent);
    });
    return { status: response.statusCode ?? 500, body: parsed(await text(response)) };
  } catch (cause) {
    throw new Error(`no answer came from the upstream ${endpoint}.`, { cause });
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
