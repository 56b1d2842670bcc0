import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runProgram.ts';
import { withLock } from './withLock.ts';

const POM = fileURLToPath(new URL('dynamodb-local/pom.xml', import.meta.url));
const MAVEN_LINES_SHOWN = 12;

/** What of a folder of jars is missing for running DynamoDB Local from it, in words; `undefined` when nothing is. */
export async function missingFrom(folder: string): Promise<string | undefined> {
  const files = await readdir(folder).catch(() => undefined);
  if (files === undefined) return 'it cannot be read';
  if (!files.some((file) => /^DynamoDBLocal.*\.jar$/.test(file))) return 'it holds no DynamoDBLocal jar';
  if (!files.some((file) => /^jetty-xml-.*\.jar$/.test(file))) return 'it holds no jetty-xml jar';
  if (!files.some((file) => /sqlite4java.*\.(so|dylib|dll)$/.test(file))) {
    return 'it holds no native sqlite4java library';
  }
  return undefined;
}

/**
 * Fetches DynamoDB Local and what it needs into the folder, with Maven. The folder appears whole or not at all; of two
 * processes that ask at once, one fetches.
 */
export async function fetchJars(
  mvn: string,
  folder: string,
  options: { env: NodeJS.ProcessEnv; progress: (message: string) => void },
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if ((await missingFrom(folder)) === undefined) return;
    await removeLeftovers(folder);
    options.progress('Fetching DynamoDB Local with Maven: about 50 MB, once.');
    const partial = await mkdtemp(partialName(folder));
    try {
      await copyDependencies(mvn, partial, options.env);
      await rename(partial, folder);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  });
}

function partialName(folder: string): string {
  return `${folder}.partial-`;
}

/** Under the lock every partial folder is one whose process was killed. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    if (name === basename(folder) || name.startsWith(partialName(basename(folder)))) {
      await rm(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}

async function copyDependencies(mvn: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { code, output } = await runProgram(
    mvn,
    [
      '--batch-mode',
      '--no-transfer-progress',
      '-Dstyle.color=never',
      `--file=${POM}`,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${folder}`,
    ],
    env,
  );
  if (code !== 0) {
    const lines = output.split('\n').filter((line) => line.trim() !== '');
    const errors = lines.filter((line) => /^\[ERROR\] \S/.test(line));
    const shown = (errors.length > 0 ? errors : lines).slice(-MAVEN_LINES_SHOWN);
    throw new Error(`Maven could not fetch it (exit code ${code}):\n    ${shown.join('\n    ')}`);
  }
  const missing = await missingFrom(folder);
  if (missing !== undefined) throw new Error(`what Maven fetched is not whole: ${missing}`);
}
