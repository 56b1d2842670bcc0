import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { allBlocks, type Block, filesUnder } from './blocks.ts';
import { sendsWhenLoaded, withClaims } from './claims.ts';
import { compileBlocks, loadAll, runProgram } from './execute.ts';
import { makeWorkspace } from './workspace.ts';

const root = process.cwd();
const blocks = allBlocks(root);
const workspace = makeWorkspace(root);
afterAll(() => workspace.remove());

/** A block with tests in it is run by jest; one that stands for a file of the checkout belongs to its neighbours. */
function isPure(block: Block): boolean {
  return (
    !block.run &&
    !sendsWhenLoaded(block) &&
    !/^\s*(?:test|it|describe\w*)\(/m.test(block.code) &&
    !block.name?.includes('/')
  );
}

test('every example of README.md, docs and the sources compiles', () => {
  expect(blocks.length).toBeGreaterThan(40);
  for (const block of blocks) workspace.write(block);
  expect(typeErrors()).toEqual([]);
});

test('what the comments of examples say comes out', async () => {
  const compiled = await compileBlocks(workspace, blocks.filter(isPure));
  const { errors } = await loadAll(workspace, compiled);
  expect(errors).toBe('');
  expect(compiled.reduce((sum, { claims }) => sum + claims, 0)).toBeGreaterThan(60);
});

/** Each program is a process with a server of its own; more of them at once only wait for each other. */
const limit = pLimit(4);

test('the programs run on a server and print what the page shows', async () => {
  const programs = await compileBlocks(
    workspace,
    blocks.filter((block) => block.run),
  );
  expect(programs.map(({ block }) => block.file)).toContain('README.md');
  const results = await Promise.all(
    programs.map(({ block, file }) =>
      limit(async () => {
        const { code, output, errors } = await runProgram(file);
        const printed = block.output === undefined ? undefined : output.trimEnd();
        return { where: `${block.file}:${block.line}`, code, output: printed, errors };
      }),
    ),
  );
  expect(results).toEqual(
    programs.map(({ block: { file, line, output } }) => ({
      where: `${file}:${line}`,
      code: 0,
      output,
      errors: '',
    })),
  );
}, 120_000);

test('the program of README.md is under 25 lines', () => {
  const [program] = blocks.filter(({ file, run }) => file === 'README.md' && run);
  expect(program?.code.split('\n').length).toBeLessThan(25);
});

test('links between the pages lead somewhere', () => {
  const pages = new Map(
    ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...filesUnder(root, 'docs', '.md')].map((file) => [
      file,
      readFileSync(join(root, file), 'utf8'),
    ]),
  );
  const broken = [...pages].flatMap(([file, text]) =>
    [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)]
      .filter(([, path = '', anchor]) => {
        const target = path === '' ? file : join(dirname(file), path);
        return anchor === undefined
          ? !existsSync(join(root, target))
          : !anchorsOf(pages.get(target) ?? '').includes(anchor);
      })
      .map(([link]) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});

/** The anchors that GitHub makes of headings. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the check itself', () => {
  const block = (code: string): Block => ({
    file: 'a.md',
    line: 10,
    code,
    run: false,
    output: undefined,
    name: undefined,
  });

  test('takes the literal that a comment begins with', () => {
    expect(withClaims(block("f('a'); // 'b', typed `x`")).code).toBe(
      `await claim.value("a.md:10", async () => (f('a')), () => ('b')); // 'b', typed \`x\``,
    );
  });

  test('takes errors, also from the lines below', () => {
    expect(withClaims(block('\nf();\n// KeyError: one\n// two')).code).toBe(
      '\nawait claim.error("a.md:11", async () => (f()), "KeyError: one two");\n// KeyError: one\n// two',
    );
  });

  test('leaves other comments alone', () => {
    expect(withClaims(block('f(); // a remark')).claims).toBe(0);
  });

  test('refuses a comment that only looks like a literal', () => {
    expect(() => withClaims(block('f(); // { a: b }'))).toThrow(
      '"a.md:10": { a: b } is neither a literal nor begins with one.',
    );
  });
});

/** The compiler's complaints, with the page and line. */
function typeErrors(): string[] {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  let output = '';
  try {
    execFileSync(process.execPath, [compiler, '-p', workspace.config, '--pretty', 'false'], {
      encoding: 'utf8',
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  return output
    .split('\n')
    .filter((line) => /^\S/.test(line))
    .map((line) => {
      const [, path = '', place = '', rest = ''] = /^(.*?\.ts)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
      const block = workspace.blockAt(join(root, path));
      return block === undefined ? line : `${block.file}:${place}: ${rest}`;
    });
}
