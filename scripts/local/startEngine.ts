import { answers } from './answers.ts';
import { dynamodbLocalCommand } from './dynamodbLocal.ts';
import { dynoxideCommand } from './dynoxide.ts';
import { type LocalServer, startServer } from './startServer.ts';

export type { LocalServer } from './startServer.ts';

/** The servers that can be started here. */
export const ENGINES = ['dynoxide', 'dynamodb-local'] as const;
export type EngineName = (typeof ENGINES)[number];

/** A server of ours by name, or one that somebody else has started. */
export type Engine = EngineName | { readonly endpoint: string };

export interface StartOptions {
  /** The port to listen on. Default: a free one. */
  port?: number | undefined;
  /** Told in sentences about what takes long, such as a download. Default: standard error. */
  progress?: ((message: string) => void) | undefined;
}

/**
 * Starts a DynamoDB server on 127.0.0.1 that keeps everything in memory, and waits until it answers. It ends with
 * `stop()`, and at the latest with this process. Any credentials and any Region will do.
 *
 * With `{ endpoint }` nothing is started or stopped; it is only made sure that a server answers there.
 *
 * @throws when the engine is not installed or does not start; the message says what was tried and what to do.
 */
export async function startEngine(engine: Engine, options: StartOptions = {}): Promise<LocalServer> {
  if (typeof engine === 'object') return running(engine.endpoint);
  const progress = options.progress ?? ((message: string) => console.error(message));
  const command =
    engine === 'dynoxide'
      ? dynoxideCommand(process.env)
      : await dynamodbLocalCommand({ progress, env: process.env });
  return startServer(command, { port: options.port });
}

async function running(endpoint: string): Promise<LocalServer> {
  if (!URL.canParse(endpoint)) {
    throw new Error(`The endpoint ${JSON.stringify(endpoint)} is not a URL such as http://127.0.0.1:8000.`);
  }
  if (!(await answers(endpoint))) {
    throw new Error(`No DynamoDB server answers at ${endpoint}: ListTables failed there.`);
  }
  return { engine: 'endpoint', endpoint, stop: async () => {} };
}
