import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cannedAnswers } from './cannedAnswers.ts';

/** What the parent can ask; the answer is a number. */
export type ServerQuestion = 'port' | 'requests';

/** The markers of every library, so that each knows an order for its own. */
const MARKERS = {
  EntityType: 'Order',
  _et: 'Order',
  _type: 'Order',
  __edb_e__: 'order',
  __edb_v__: '1',
};

/** In a process of its own: an endpoint of unlimited capacity that answers after a while. */
export function serveStub(delayMs: number): void {
  const answers = cannedAnswers(MARKERS);
  let requests = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    requests += 1;
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const body = answers.get(operation);
    const answer = () => {
      outgoing.writeHead(body === undefined ? 400 : 200, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': body?.length ?? 0,
      });
      outgoing.end(body);
    };
    incoming.resume().once('end', () => (delayMs === 0 ? answer() : setTimeout(answer, delayMs)));
  });
  server.listen(0, '127.0.0.1', () => {
    process.on('message', (question: ServerQuestion) => {
      process.send?.(question === 'port' ? (server.address() as AddressInfo).port : requests);
    });
  });
}
