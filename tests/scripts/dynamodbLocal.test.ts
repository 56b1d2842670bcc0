import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dynamodbLocalCommand } from '../../scripts/local/dynamodbLocal.ts';
import { fakeMaven, makePrograms, type Programs, WHOLE } from './programs.ts';

// Maven Central holds native libraries for these only; elsewhere the fetch is refused before Maven is asked.
const onLinux = process.platform === 'linux' && process.arch === 'x64' ? it : it.skip;

describe('dynamodbLocalCommand', () => {
  let programs: Programs;
  let env: NodeJS.ProcessEnv;
  const said: string[] = [];
  const command = () => dynamodbLocalCommand({ env, progress: (text) => said.push(text) });
  const java = (version: string) => programs.add('java', `echo 'openjdk version "${version}"' >&2`);
  const makeFolder = (name: string, files: readonly string[]) => {
    const folder = join(programs.folder, name);
    mkdirSync(folder, { recursive: true });
    for (const file of files) writeFileSync(join(folder, file), '');
    return folder;
  };

  beforeEach(() => {
    programs = makePrograms();
    env = { PATH: programs.folder, MONOTABLE_CACHE: join(programs.folder, 'cache') };
    said.length = 0;
    java('17.0.15');
  });
  afterEach(() => programs.remove());

  it('runs the jars of DYNAMODB_LOCAL_PATH first, on the loopback interface and without telemetry', async () => {
    env.DYNAMODB_LOCAL_PATH = makeFolder('mine', WHOLE);
    makeFolder('cache/dynamodb-local-3.3.1', WHOLE);
    const { file, args, env: added } = await command();
    expect(file).toBe(join(programs.folder, 'java'));
    expect(args(8123)).toEqual(
      expect.arrayContaining(['-Ddynamodb.port=8123', join(env.DYNAMODB_LOCAL_PATH, '*')]),
    );
    expect(readFileSync(args(8123).at(-1) as string, 'utf8')).toContain('<Arg>127.0.0.1</Arg>');
    expect(added).toEqual({ DDB_LOCAL_TELEMETRY: '0' });
  });

  it('refuses a DYNAMODB_LOCAL_PATH that does not hold them, instead of using something else', async () => {
    env.DYNAMODB_LOCAL_PATH = makeFolder('mine', ['DynamoDBLocal.jar']);
    makeFolder('cache/dynamodb-local-3.3.1', WHOLE);
    await expect(command()).rejects.toThrow(
      `DYNAMODB_LOCAL_PATH names ${env.DYNAMODB_LOCAL_PATH}, but it holds no jetty-xml jar`,
    );
    env.DYNAMODB_LOCAL_PATH = '/nowhere';
    await expect(command()).rejects.toThrow('DYNAMODB_LOCAL_PATH names /nowhere, but it cannot be read');
  });

  it('runs the jars of an earlier fetch, and needs no Maven', async () => {
    const folder = makeFolder('cache/dynamodb-local-3.3.1', WHOLE);
    expect((await command()).args(8123)).toContain(join(folder, '*'));
  });

  onLinux('lets Maven fetch the jars into MONOTABLE_CACHE', async () => {
    programs.add('mvn', fakeMaven(join(programs.folder, 'calls')));
    expect((await command()).args(8123)).toContain(
      join(programs.folder, 'cache', 'dynamodb-local-3.3.1', '*'),
    );
  });

  it('prefers the Java of JAVA_HOME', async () => {
    makeFolder('cache/dynamodb-local-3.3.1', WHOLE);
    mkdirSync(join(programs.folder, 'home', 'bin'), { recursive: true });
    programs.add('home/bin/java', `echo 'openjdk version "21.0.1"' >&2`);
    env.JAVA_HOME = join(programs.folder, 'home');
    expect((await command()).file).toBe(join(programs.folder, 'home', 'bin', 'java'));
  });

  it('takes Docker when Java is too old: published on 127.0.0.1 only, removed when it is killed', async () => {
    java('11.0.2');
    makeFolder('cache/dynamodb-local-3.3.1', WHOLE);
    programs.add('docker', 'exit 0');
    const { file, args, removal } = await command();
    expect(file).toBe(join(programs.folder, 'docker'));
    expect(args(8123)).toEqual(
      expect.arrayContaining([
        'run',
        '--rm',
        '--publish=127.0.0.1:8123:8000',
        'amazon/dynamodb-local:3.3.1',
        '-disableTelemetry',
      ]),
    );
    const name = args(8123)
      .find((arg) => arg.startsWith('--name='))
      ?.slice('--name='.length);
    expect(removal?.(8123)).toEqual({ file, args: ['rm', '--force', name] });
  });

  it('fetches the image once', async () => {
    java('11.0.2');
    programs.add('docker', 'if [ "$1" = image ]; then exit 1; fi');
    await command();
    expect(said).toEqual(['Fetching the Docker image amazon/dynamodb-local:3.3.1, once.']);
  });

  it('says all that was tried when it cannot be had', async () => {
    programs.add('java', 'exit 1');
    programs.add('docker', 'echo "Cannot connect to the Docker daemon" >&2; exit 1');
    await expect(command()).rejects.toThrow(
      [
        'DynamoDB Local 3.3.1 cannot be had here:',
        `  - Java 17 is needed, and ${programs.folder}/java does not run.`,
        '  - Docker does not run: Cannot connect to the Docker daemon',
        'Install Java 17 and Maven, or Docker, or name a folder of its jars in DYNAMODB_LOCAL_PATH (see docs/local-servers.md).',
      ].join('\n'),
    );
    env.PATH = '/nowhere';
    await expect(command()).rejects.toThrow(
      '  - Java 17 is needed, and there is no java on the PATH.\n  - Docker is not on the PATH.\n',
    );
  });

  onLinux('says that Maven is missing, or what it complains about', async () => {
    await expect(command()).rejects.toThrow(
      '  - Maven (mvn), which would fetch its jars, is not on the PATH.\n  - Docker is not on the PATH.\n',
    );
    programs.add('mvn', 'echo "[ERROR] Unknown host registry.example"; exit 1');
    await expect(command()).rejects.toThrow(
      '  - Maven could not fetch it (exit code 1):\n    [ERROR] Unknown host registry.example\n  - Docker is not',
    );
  });
});
