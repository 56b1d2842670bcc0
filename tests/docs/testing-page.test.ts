import { allBlocks } from './blocks.ts';
import { ENTRY_POINTS, makeWorkspace } from './workspace.ts';

const root = process.cwd();
const workspace = makeWorkspace(root);
afterAll(() => workspace.remove());

const blocks = allBlocks(root).filter(({ file }) => file === 'docs/testing.md');
const paths = blocks.map((block) => {
  // Jest has no paths of its own, so the blocks import the sources by their place.
  const code = block.code.replace(/ from '(monotable[\w/]*)';/g, (line, name: string) => {
    const entry = ENTRY_POINTS[name as keyof typeof ENTRY_POINTS];
    return entry === undefined ? line : ` from '${root}/${entry}';`;
  });
  return workspace.write(block, code);
});

// The tests of docs/testing.md become tests of this file.
for (const path of paths) await import(path);

test('the page has examples', () => expect(blocks.length).toBeGreaterThan(4));
