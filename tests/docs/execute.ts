import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { startEngine } from '../../scripts/local/startEngine.ts';
import type { Block } from './blocks.ts';
import { withClaims } from './claims.ts';
import type { Workspace } from './workspace.ts';

/** What became of a program. */
export interface Execution {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** The functions that checked statements call. A claim that is false is told on standard error and fails the program. */
const CLAIM = `
import { isDeepStrictEqual, inspect } from 'node:util';
const fail = (where, text) => { process.exitCode = 1; console.error(where + ': ' + text); };
export const claim = {
  async value(where, run, expected) {
    try {
      const actual = await run();
      if (!isDeepStrictEqual(actual, expected())) fail(where, 'the page says ' + inspect(expected()) + ', and it is ' + inspect(actual));
      return actual;
    } catch (error) {
      fail(where, 'threw ' + error.name + ': ' + error.message);
    }
  },
  async error(where, run, expected) {
    try {
      await run();
      fail(where, 'the page says that it throws ' + expected);
    } catch (error) {
      const text = error.name + ': ' + error.message;
      if (text !== expected) fail(where, 'the page says\\n  ' + expected + '\\nand it throws\\n  ' + text);
    }
  },
};
`;

/** Writes the blocks with their claims, and makes JavaScript of them. Gives each one's file and number of claims. */
export async function compileBlocks(
  workspace: Workspace,
  blocks: readonly Block[],
): Promise<{ block: Block; file: string; claims: number }[]> {
  writeFileSync(join(workspace.folder, 'claim.js'), CLAIM);
  const written = blocks.map((block) => {
    const { code, claims } = withClaims(block);
    const path = workspace.write(
      block,
      `import { claim } from ${JSON.stringify(`${workspace.folder}/claim.js`)};${code}`,
    );
    return { block, path, claims };
  });
  await build({
    entryPoints: written.map(({ path }, place) => ({ in: path, out: `${place}-${basename(path, '.ts')}` })),
    outdir: join(workspace.folder, 'out'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    tsconfig: workspace.config,
    logLevel: 'error',
  });
  return written.map(({ block, path, claims }, place) => ({
    block,
    claims,
    file: join(workspace.folder, 'out', `${place}-${basename(path, '.ts')}.mjs`),
  }));
}

/** Loads each of the files in one process; one that throws does not keep the others from running. */
export function loadAll(
  workspace: Workspace,
  files: readonly { file: string; block: Block }[],
): Promise<Execution> {
  const loader = join(workspace.folder, 'out', 'load-all.mjs');
  const modules = files.map(({ file, block }) => [file, `${block.file}:${block.line}`]);
  writeFileSync(
    loader,
    `for (const [file, where] of ${JSON.stringify(modules)}) {
      try { await import(file); } catch (error) { process.exitCode = 1; console.error(where + ': ' + error.stack); }
    }`,
  );
  return runFile(loader, {});
}

/** Runs a program against a server of its own, which it finds through the SDK's own variables. */
export async function runProgram(file: string): Promise<Execution> {
  const server = await startEngine('dynoxide').catch(() => startEngine('dynamodb-local'));
  try {
    return await runFile(file, {
      AWS_ENDPOINT_URL_DYNAMODB: server.endpoint,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
  } finally {
    await server.stop();
  }
}

function runFile(file: string, env: Readonly<Record<string, string>>): Promise<Execution> {
  const options = {
    // What a program writes beside it goes with the workspace.
    cwd: dirname(file),
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
    timeout: 60_000,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [file], options, (error, output, errors) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, output, errors });
    });
  });
}
