import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchJars, missingFrom } from '../../scripts/local/jars.ts';
import { fakeMaven, makePrograms, type Programs, WHOLE } from './programs.ts';

describe('the jars of DynamoDB Local', () => {
  let cache: string;
  let calls: string;
  let programs: Programs;
  const said: string[] = [];
  const folder = () => join(cache, 'dynamodb-local');
  const fetch = () =>
    fetchJars(join(programs.folder, 'mvn'), folder(), { env: {}, progress: (text) => said.push(text) });

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'monotable-cache-'));
    programs = makePrograms();
    calls = join(programs.folder, 'calls');
    programs.add('mvn', fakeMaven(calls));
    said.length = 0;
  });
  afterEach(() => {
    rmSync(cache, { recursive: true });
    programs.remove();
  });

  it('are fetched by Maven with our POM, which is announced', async () => {
    await fetch();
    expect(readdirSync(folder()).sort()).toEqual([...WHOLE].sort());
    expect(readFileSync(calls, 'utf8')).toMatch(
      /--file=\S+dynamodb-local\/pom\.xml dependency:copy-dependencies -DoutputDirectory=\S+\n$/,
    );
    expect(said).toEqual(['Fetching DynamoDB Local with Maven: about 50 MB, once.']);
  });

  it('are fetched once when two ask at the same time', async () => {
    await Promise.all([fetch(), fetch()]);
    expect(readFileSync(calls, 'utf8').trim().split('\n')).toHaveLength(1);
    expect(readdirSync(cache)).toEqual(['dynamodb-local']);
  });

  it('are not fetched again', async () => {
    await fetch();
    await fetch();
    expect(readFileSync(calls, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('replace what an interrupted fetch has left', async () => {
    mkdirSync(join(cache, 'dynamodb-local.partial-abc123'));
    mkdirSync(folder());
    writeFileSync(join(folder(), 'DynamoDBLocal-3.3.1.jar'), '');
    await fetch();
    expect(readdirSync(cache)).toEqual(['dynamodb-local']);
    expect(await missingFrom(folder())).toBeUndefined();
  });

  it('are not there at all after a failure, whose last error lines are shown', async () => {
    programs.add(
      'mvn',
      `echo '[INFO] Scanning for projects...'; echo '[ERROR] Could not resolve DynamoDBLocal'; echo '[ERROR] '; exit 1`,
    );
    await expect(fetch()).rejects.toThrow(
      'Maven could not fetch it (exit code 1):\n    [ERROR] Could not resolve DynamoDBLocal',
    );
    expect(readdirSync(cache)).toEqual([]);
  });

  it('show the last lines of a Maven that does not come so far', async () => {
    programs.add('mvn', `echo 'The JAVA_HOME environment variable is not defined correctly'; exit 1`);
    await expect(fetch()).rejects.toThrow('The JAVA_HOME environment variable is not defined correctly');
  });

  it.each([
    [WHOLE.slice(1), 'what Maven fetched is not whole: it holds no DynamoDBLocal jar'],
    [[WHOLE[0], WHOLE[2]], 'what Maven fetched is not whole: it holds no jetty-xml jar'],
    [WHOLE.slice(0, 2), 'what Maven fetched is not whole: it holds no native sqlite4java library'],
  ])('are refused when one is missing: %j', async (files, message) => {
    programs.add('mvn', fakeMaven(calls, files));
    await expect(fetch()).rejects.toThrow(message);
    expect(existsSync(folder())).toBe(false);
  });
});
