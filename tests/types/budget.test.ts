import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entityProgram, handWrittenProgram } from './budget-programs.ts';

/** TypeScript 5.9 does the counting, TypeScript 7 emits the declarations. */
const MEASURING_COMPILER = 'node_modules/typescript-5.9/bin/tsc';
const BUILDING_COMPILER = 'node_modules/typescript/bin/tsc';
const ENTITIES = 10;
const ALLOWED_RATIO = 2;

// Inside node_modules, because there the programs find the SDK, and no tool of ours looks at them.
const CACHE = 'node_modules/.cache';
let directory = '';

beforeAll(async () => {
  await mkdir(CACHE, { recursive: true });
  directory = await mkdtemp(join(CACHE, 'monotable-types-'));
  const declarations = join(directory, 'declarations');
  const output = await run(BUILDING_COMPILER, [
    ...['-p', 'tsconfig.json', '--emitDeclarationOnly'],
    ...['--outDir', declarations],
  ]);
  if (!existsSync(join(declarations, 'operations/define-entity.d.ts'))) throw new Error(output.text);
});

afterAll(() => rm(directory, { recursive: true, force: true }));

it('checks ten entities with at most twice the instantiations of a hand-written version', async () => {
  const [ours, theirs] = await Promise.all([
    instantiations('entities', entityProgram(ENTITIES)),
    instantiations('by-hand', handWrittenProgram(ENTITIES)),
  ]);
  process.stdout.write(
    `Instantiations for ${ENTITIES} entities: ${ours}, by hand ${theirs}, ${(ours / theirs).toFixed(2)} times as many\n`,
  );
  expect(ours).toBeLessThanOrEqual(ALLOWED_RATIO * theirs);
}, 60_000);

/** How often the compiler had to fill in type parameters: its measure of the work, the same on every machine. */
async function instantiations(name: string, program: string): Promise<number> {
  const file = join(directory, `${name}.ts`);
  await writeFile(file, program);
  const { code, text } = await run(MEASURING_COMPILER, [
    ...['--noEmit', '--extendedDiagnostics', '--skipLibCheck', '--strict', '--exactOptionalPropertyTypes'],
    ...['--target', 'es2023', '--lib', 'es2023', '--module', 'nodenext', '--types', 'node', file],
  ]);
  const count = /^Instantiations:\s+(\d+)$/m.exec(text)?.[1];
  if (code !== 0 || count === undefined) throw new Error(`The program ${name} does not compile:\n${text}`);
  return Number(count);
}

function run(compiler: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [compiler, ...args], (error, stdout) => {
      resolve({ code: error === null ? 0 : 1, text: stdout });
    });
  });
}
