import type { ServerCommand } from '../../scripts/local/startServer.ts';

const LISTENS = `
const { createServer } = require('node:http');
createServer((request, response) => {
  response.end(JSON.stringify({ TableNames: [String(process.pid)] }));
}).listen(Number(process.argv[1]), '127.0.0.1', () => console.log('listening'));
`;

const BEHAVIOURS = {
  listens: LISTENS,
  'refuses to end': `process.on('SIGTERM', () => {}); ${LISTENS}`,
  'never listens': `console.log('still thinking'); setInterval(() => {}, 1000);`,
  fails: `console.error('the disk is full\\n    at a line of a stack'); process.exitCode = 3;`,
  'finds its port taken': `console.error('error: port is already in use'); process.exitCode = 1;`,
};
export type Behaviour = keyof typeof BEHAVIOURS;

/** A program that behaves like a DynamoDB server, or like a broken one; the last behaviour given is that of later starts. */
export function fakeServer(...behaviours: Behaviour[]): ServerCommand & { ports: number[] } {
  const ports: number[] = [];
  return {
    engine: 'fake',
    file: process.execPath,
    args: (port) => {
      const behaviour = behaviours[Math.min(ports.length, behaviours.length - 1)] ?? 'listens';
      ports.push(port);
      return ['-e', BEHAVIOURS[behaviour], String(port)];
    },
    listening: /^listening$/m,
    ports,
  };
}

/** The process id of the fake server behind an endpoint. */
export async function pidOf(endpoint: string): Promise<number> {
  const { TableNames } = (await (await fetch(endpoint)).json()) as { TableNames: [string] };
  return Number(TableNames[0]);
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
