import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { entityProgram, handWrittenProgram } from '../../tests/types/budget-programs.ts';
import { runProgram } from '../local/runProgram.ts';
import { electrodbProgram } from './typePrograms/electrodb.ts';
import { entityStoreProgram } from './typePrograms/entityStore.ts';
import { onetableProgram } from './typePrograms/onetable.ts';
import { toolboxProgram } from './typePrograms/toolbox.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** TypeScript 5.9 does the counting: 7 counts another way. */
const MEASURING_COMPILER = join(ROOT, 'node_modules/typescript-5.9/bin/tsc');
const BUILDING_COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc');
const ENTITIES = 10;

/** By column. */
export type Instantiations = Readonly<Record<string, number>>;

const PROGRAMS: Readonly<Record<string, (count: number) => string>> = {
  lib: handWrittenProgram,
  monotable: entityProgram,
  electrodb: electrodbProgram,
  toolbox: toolboxProgram,
  onetable: onetableProgram,
  entityStore: entityStoreProgram,
};

/** What the compiler has to do for ten entities of twelve attributes, each put, got, updated and queried twice. */
export async function instantiations(
  folder: string,
  progress: (text: string) => void,
): Promise<Instantiations> {
  const declarations = join(folder, 'declarations');
  const config = join(ROOT, 'tsconfig.json');
  await run(BUILDING_COMPILER, ['-p', config, '--emitDeclarationOnly', '--outDir', declarations]);
  // Nothing is measured in time here, so two may work at once.
  const limit = pLimit(2);
  const counts = Object.entries(PROGRAMS).map(([name, program]) =>
    limit(async (): Promise<[string, number]> => {
      progress(`Types: ${name}`);
      return [name, await count(folder, name, program(ENTITIES))];
    }),
  );
  return Object.fromEntries(await Promise.all(counts));
}

async function count(folder: string, name: string, program: string): Promise<number> {
  const file = join(folder, `types-${name}.ts`);
  await writeFile(file, program);
  const text = await run(MEASURING_COMPILER, [
    ...['--noEmit', '--extendedDiagnostics', '--skipLibCheck', '--strict', '--exactOptionalPropertyTypes'],
    ...['--target', 'es2023', '--lib', 'es2023', '--module', 'nodenext'],
    ...['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types'), file],
  ]);
  const found = /^Instantiations:\s+(\d+)$/m.exec(text)?.[1];
  if (found === undefined || /error TS/.test(text)) throw new Error(`Types of ${name}:\n${text}`);
  return Number(found);
}

/** What the compiler prints, errors among it. */
async function run(compiler: string, args: readonly string[]): Promise<string> {
  const { output } = await runProgram(process.execPath, [compiler, ...args]);
  return output;
}
