import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ENGINES, type EngineName, startEngine } from './local/startEngine.ts';

const HIGHEST_PORT = 65_535;

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > HIGHEST_PORT) {
    throw new InvalidArgumentError(`A port is a whole number from 1 to ${HIGHEST_PORT}.`);
  }
  return number;
}

const options = new Command('local')
  .description('Runs a local DynamoDB server on 127.0.0.1, in memory, until Ctrl-C.')
  .addOption(new Option('--engine <name>', 'the server').choices(ENGINES).default('dynoxide'))
  .option('--port <number>', 'the port to listen on', port, 8000)
  .parse()
  .opts<{ engine: EngineName; port: number }>();

try {
  const server = await startEngine(options.engine, { port: options.port });
  console.log(
    `${server.engine} listens on ${server.endpoint} (any credentials, any Region); Ctrl-C ends it.`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
  await server.stop();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
