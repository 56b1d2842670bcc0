import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { build } from 'esbuild';

// Makes the `monotable` command: node scripts/buildCli.js <folder of the build>, after tsc. What it needs beside the package's own
// dependencies becomes part of it. What tsc has built stays an import, because entities are known to one copy of it only.

const out = resolve(process.argv[2] ?? 'dist');
const sources = resolve('src/cli');
const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

const builtFiles = {
  name: 'built files stay imports',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\.?\// }, ({ path, importer, resolveDir }) => {
      if (!importer.startsWith(sources + sep)) return undefined;
      const file = join(relative(sources, resolve(resolveDir, path))).replace(/\.ts$/, '.js');
      if (!existsSync(join(out, 'cli', file))) return undefined;
      const specifier = file.split(sep).join('/');
      return { path: specifier.startsWith('../') ? specifier : `./${specifier}`, external: true };
    });
  },
};

const { metafile } = await build({
  entryPoints: [join(sources, 'main.ts')],
  outfile: join(out, 'cli/main.js'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // The colours of cli-table3 are asked for only when some are wanted.
  external: [...Object.keys({ ...dependencies, ...peerDependencies }), '@colors/colors'],
  // Packages in CommonJS ask for Node's modules with it.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  legalComments: 'none',
  plugins: [builtFiles],
  metafile: true,
  logLevel: 'warning',
});

const packages = new Map();
for (const file of Object.keys(metafile.inputs)) {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
  if (folder !== undefined) packages.set(folder, licenceOf(folder));
}
const texts = [...packages.values()].sort();
const title = `The monotable command (main.js) holds the packages below.\n`;
writeFileSync(join(out, 'cli/licenses.txt'), [title, ...texts].join(`\n${'-'.repeat(80)}\n\n`));
console.log(
  `${relative('.', join(out, 'cli/main.js'))}: ${size(metafile)} KB with ${packages.size} packages`,
);

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e\b/i.test(one));
  if (file === undefined) throw new Error(`${folder} has no text of its licence (${license}).`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

function size({ outputs }) {
  const [main] = Object.values(outputs);
  return Math.round(main.bytes / 102.4) / 10;
}
