import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchJars, missingFrom } from './jars.ts';
import { isExecutable, onPath } from './onPath.ts';
import { runProgram } from './runProgram.ts';
import type { ServerCommand } from './startServer.ts';

/** The version that `dynamodb-local/pom.xml` names. */
const VERSION = '3.3.1';
const IMAGE = `amazon/dynamodb-local:${VERSION}`;
/** DynamoDB Local 2.6 and later are compiled for it. */
const JAVA_NEEDED = 17;
/** Systems for which Maven Central holds the native SQLite library. */
const NATIVE = ['linux-x64', 'linux-ia32', 'darwin-x64'];
const SERVER_XML = fileURLToPath(new URL('dynamodb-local/server.xml', import.meta.url));
const CHECKOUT_CACHE = fileURLToPath(new URL('../../.cache', import.meta.url));
/** Our way of starting the jars sends nothing anyway; this says so in DynamoDB Local's own words. */
const NO_TELEMETRY = { DDB_LOCAL_TELEMETRY: '0' };

export interface Surroundings {
  readonly progress: (message: string) => void;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * How to run DynamoDB Local: from the folder that `DYNAMODB_LOCAL_PATH` names, else from the jars of an earlier fetch, else
 * from jars that Maven fetches now, else with Docker.
 */
export async function dynamodbLocalCommand(surroundings: Surroundings): Promise<ServerCommand> {
  const named = surroundings.env.DYNAMODB_LOCAL_PATH;
  if (named) return fromNamedFolder(resolve(named), surroundings.env);

  const problems: string[] = [];
  for (const source of [fromMaven, fromDocker]) {
    try {
      return await source(surroundings);
    } catch (error) {
      problems.push(`  - ${(error as Error).message}`);
    }
  }
  throw new Error(
    `DynamoDB Local ${VERSION} cannot be had here:\n${problems.join('\n')}\n` +
      'Install Java 17 and Maven, or Docker, or name a folder of its jars in DYNAMODB_LOCAL_PATH (see docs/local-servers.md).',
  );
}

async function fromNamedFolder(folder: string, env: NodeJS.ProcessEnv): Promise<ServerCommand> {
  const missing = await missingFrom(folder);
  if (missing !== undefined) {
    throw new Error(`DYNAMODB_LOCAL_PATH names ${folder}, but ${missing} (see docs/local-servers.md).`);
  }
  return javaCommand(folder, await findJava(env));
}

async function fromMaven({ progress, env }: Surroundings): Promise<ServerCommand> {
  const java = await findJava(env);
  const cache = env.MONOTABLE_CACHE ? resolve(env.MONOTABLE_CACHE) : CHECKOUT_CACHE;
  const folder = join(cache, `dynamodb-local-${VERSION}`);
  if ((await missingFrom(folder)) !== undefined) {
    const system = `${process.platform}-${process.arch}`;
    if (!NATIVE.includes(system))
      throw new Error(`Maven Central holds no SQLite library of it for ${system}.`);
    const mvn = onPath('mvn', env);
    if (mvn === undefined) throw new Error('Maven (mvn), which would fetch its jars, is not on the PATH.');
    await fetchJars(mvn, folder, { progress, env });
  }
  return javaCommand(folder, java);
}

async function findJava(env: NodeJS.ProcessEnv): Promise<string> {
  const home = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : '';
  const java = isExecutable(home) ? home : onPath('java', env);
  if (java === undefined) throw new Error(`Java ${JAVA_NEEDED} is needed, and there is no java on the PATH.`);
  const { output } = await runProgram(java, ['-version'], env);
  const version = /version "(\d+)/.exec(output)?.[1];
  if (version === undefined || Number(version) < JAVA_NEEDED) {
    const found = version === undefined ? 'does not run' : `is Java ${version}`;
    throw new Error(`Java ${JAVA_NEEDED} is needed, and ${java} ${found}.`);
  }
  return java;
}

function javaCommand(folder: string, java: string): ServerCommand {
  return {
    engine: 'dynamodb-local',
    file: java,
    args: (port) => [
      // A server that lives for seconds: these halve its start. UsePerfData would leave files behind when it is killed.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-XX:-UsePerfData',
      `-Ddynamodb.port=${port}`,
      `-Dsqlite4java.library.path=${folder}`,
      '-cp',
      join(folder, '*'),
      'org.eclipse.jetty.xml.XmlConfiguration',
      SERVER_XML,
    ],
    env: NO_TELEMETRY,
    listening: /^listening$/m,
  };
}

async function fromDocker({ progress, env }: Surroundings): Promise<ServerCommand> {
  const docker = onPath('docker', env);
  if (docker === undefined) throw new Error('Docker is not on the PATH.');
  const daemon = await runProgram(docker, ['version', '--format', '{{.Server.Version}}'], env);
  if (daemon.code !== 0) throw new Error(`Docker does not run: ${lastLine(daemon.output)}`);
  if ((await runProgram(docker, ['image', 'inspect', IMAGE], env)).code !== 0) {
    progress(`Fetching the Docker image ${IMAGE}, once.`);
    const pull = await runProgram(docker, ['pull', '--quiet', IMAGE], env);
    if (pull.code !== 0) throw new Error(`Docker could not fetch ${IMAGE}: ${lastLine(pull.output)}`);
  }
  const name = (port: number) => `monotable-${process.pid}-${port}`;
  return {
    engine: 'dynamodb-local',
    file: docker,
    args: (port) => [
      'run',
      '--rm',
      `--name=${name(port)}`,
      `--publish=127.0.0.1:${port}:8000`,
      '--env=DDB_LOCAL_TELEMETRY=0',
      IMAGE,
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
    ],
    // What the container prints first; it runs only once Docker has the port.
    listening: /Initializing DynamoDB Local/,
    removal: (port) => ({ file: docker, args: ['rm', '--force', name(port)] }),
  };
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
