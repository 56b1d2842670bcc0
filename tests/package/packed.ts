import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PUBLISHED_BESIDE_DIST = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'];

/** Builds the package beside the checkout and packs it, so that neither a `dist` nor its absence matters. */
export function packPackage(root: string): { readonly folder: string; readonly tarball: string } {
  const folder = mkdtempSync(join(tmpdir(), 'monotable-package-'));
  const stage = join(folder, 'stage');
  mkdirSync(stage);
  for (const file of PUBLISHED_BESIDE_DIST) copyFileSync(join(root, file), join(stage, file));
  cpSync(join(root, 'docs'), join(stage, 'docs'), { recursive: true });
  run(root, [typescript(root, 7), '-p', 'tsconfig.json', '--outDir', join(stage, 'dist')]);
  run(root, ['scripts/buildCli.js', join(stage, 'dist')]);
  const [packed] = JSON.parse(npm(stage, ['pack', '--json', '--ignore-scripts'])) as [{ filename: string }];
  return { folder, tarball: join(stage, packed.filename) };
}

/** A folder like that of a user of the package, in which nothing else is installed. */
export function installPackage(folder: string, tarball: string): string {
  const consumer = join(folder, 'consumer');
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  npm(consumer, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', tarball]);
  return consumer;
}

/** A folder with the package and none of its dependencies. */
export function unpackPackage(folder: string, tarball: string): string {
  const bare = join(folder, 'bare');
  const target = join(bare, 'node_modules', 'monotable');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  writeFileSync(join(bare, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return bare;
}

/** Runs a module given as text in a folder, and gives what it prints. */
export function runModule(folder: string, code: string): string {
  return run(folder, ['--input-type=module', '--eval', code]);
}

/** The compiler's messages about the package's own files and a program in the folder; empty when all is well. */
export function typeErrors(
  root: string,
  folder: string,
  program: string,
  version: 5 | 7,
  options: object,
): string[] {
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    // A service's own declarations must be able to name what it exports.
    declaration: true,
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
    ...options,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [program] }));
  try {
    run(folder, [typescript(root, version), '-p', '.', '--pretty', 'false']);
    return [];
  } catch (error) {
    // With skipLibCheck off, other packages' declarations are checked as well, and some have errors of their own.
    const lines = (error as { stdout: string }).stdout
      .split('\n')
      .filter((line) => /^\S.*error TS/.test(line));
    return lines.filter(
      (line) => !line.includes('node_modules/') || line.includes('node_modules/monotable/'),
    );
  }
}

export function fileOf(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

function typescript(root: string, version: 5 | 7): string {
  return join(root, 'node_modules', version === 5 ? 'typescript-5.9' : 'typescript', 'bin', 'tsc');
}

function npm(folder: string, args: string[]): string {
  // A test run may itself be started by npm, which tells its children of the checkout through the environment.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?:config_local_prefix|package_|lifecycle_|command)/.test(name),
    ),
  );
  return execFileSync('npm', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function run(folder: string, args: string[]): string {
  const env = {
    ...process.env,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_REGION: 'local',
  };
  return execFileSync(process.execPath, args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
