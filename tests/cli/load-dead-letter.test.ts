import { linkSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { jsonLines, type LoadWorld, loadIntoMemory, orderItem } from './load-into-memory.ts';

let world: LoadWorld;
beforeEach(async () => {
  world = await loadIntoMemory();
});
afterEach(async () => {
  await world.stop();
});

const entity = 'OrderItem';
const letters = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a record with attributes Error and Record is kept whole', async () => {
  const odd = { ...orderItem(0), Error: 'boom', Record: { a: 1 } };
  const deadLetter = world.path('dead');
  await world.load(world.file('in.jsonl', jsonLines([orderItem(1), odd])), { entity, deadLetter });
  expect(letters(deadLetter).map(({ Record }) => JSON.parse(Record))).toEqual([odd]);
});

test('a first record with an attribute Error is a record', async () => {
  const path = world.file('in.jsonl', jsonLines([{ ...orderItem(1), Error: 'boom' }, orderItem(2)]));
  expect((await world.load(path, { entity })).report).toMatchObject({ written: 2, failed: 0 });
});

test('a dead letter that fails again is kept as it was first, and can be mended then', async () => {
  const key = { PK: { S: 'A#1' }, SK: { S: 'A' } };
  const lines = [
    { Item: { ...key, number: { N: '1e130' } } },
    { Item: { ...key, SK: { S: 'B' }, text: { S: 'good' } } },
  ];
  const [once, twice] = [world.path('once'), world.path('twice')];
  await world.load(world.file('in.json', jsonLines(lines)), { deadLetter: once });
  expect(letters(once)).toMatchObject([{ At: 1, Record: JSON.stringify(lines[0]) }]);
  await world.load(once, { deadLetter: twice });
  expect(readFileSync(twice, 'utf8')).toBe(readFileSync(once, 'utf8'));
  const mended = world.file('mended', readFileSync(twice, 'utf8').replace('1e130', '1e12'));
  expect((await world.load(mended)).complete).toBe(true);
  expect(world.items()).toHaveLength(2);
});

describe('a file that is no dead-letter file is not touched', () => {
  const resume = async (deadLetter: string) => {
    const path = world.file('in.jsonl', jsonLines([orderItem(1)]));
    const checkpoint = world.path('checkpoint');
    await world.load(path, { entity, checkpoint });
    return world.load(path, { entity, checkpoint, deadLetter });
  };
  const letter = '{"At":1,"Error":{"name":"E","message":"m"},"Record":"é"}\n';

  test.each([
    'my important notes\nlast line without end',
    'one line',
    `${letter}important\n${letter}`,
    `${letter}important`,
    jsonLines([orderItem(1)]),
  ])('%j', async (content) => {
    const path = world.file('notes.txt', content);
    await expect(resume(path)).rejects.toThrow(
      `The file ${path} is no dead-letter file: it has a line that does not begin with {"At":; name another one.`,
    );
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test.each(['', '{"', '{"At":2,"Error":{"name":"é'])(
    'but half a line of a killed load is cut: %j',
    async (half) => {
      const path = world.file('dead', letter + half);
      await resume(path);
      expect(readFileSync(path, 'utf8')).toBe(letter);
    },
  );

  test('also a single one, in the middle of a character', async () => {
    const path = world.path('dead');
    writeFileSync(path, Buffer.from(letter).subarray(0, letter.indexOf('é') + 1));
    await resume(path);
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});

describe('files that would destroy each other are refused', () => {
  const bad = () => world.file('in.jsonl', jsonLines([orderItem(0)]));
  const checkpoint = () => world.path('checkpoint');

  test('the input and the dead-letter file, by whatever path', async () => {
    const path = bad();
    const content = readFileSync(path, 'utf8');
    const [hard, soft] = [world.path('hard'), world.path('soft')];
    linkSync(path, hard);
    symlinkSync(path, soft);
    for (const deadLetter of [path, hard, soft]) {
      await expect(world.load(path, { entity, deadLetter })).rejects.toThrow(
        `The file to load and the dead-letter file are one file, ${deadLetter}.`,
      );
    }
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('the input and the checkpoint', async () => {
    const path = bad();
    await expect(world.load(path, { entity, checkpoint: path })).rejects.toThrow(
      `The file to load and the checkpoint are one file, ${path}.`,
    );
  });

  test('the dead-letter file and the checkpoint, before there is either', async () => {
    symlinkSync(world.path('.'), world.path('folder'));
    const deadLetter = world.path('folder/checkpoint');
    await expect(world.load(bad(), { entity, deadLetter, checkpoint: checkpoint() })).rejects.toThrow(
      `The checkpoint and the dead-letter file are one file, ${deadLetter}.`,
    );
  });

  test.each(['tmp', 'lock'])('the dead-letter file and the .%s of the checkpoint', async (end) => {
    const deadLetter = `${checkpoint()}.${end}`;
    await expect(world.load(bad(), { entity, deadLetter, checkpoint: checkpoint() })).rejects.toThrow(
      `The file beside the checkpoint and the dead-letter file are one file, ${deadLetter}.`,
    );
  });
});

test.each([
  ['no-folder/dead', 'cannot be written: ENOENT: no such file or directory'],
  ['/dev/null', 'is no regular file.'],
])('the dead-letter file %s is refused before anything is loaded', async (name, message) => {
  const deadLetter = name.startsWith('/') ? name : world.path(name);
  const path = world.file('in.jsonl', jsonLines([orderItem(1)]));
  await expect(world.load(path, { entity, deadLetter })).rejects.toThrow(
    `The dead-letter file ${deadLetter} ${message}`,
  );
  expect(world.items()).toEqual([]);
});
