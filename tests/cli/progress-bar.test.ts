import { CommandRun } from '../../src/cli/command-run.ts';
import { progressBar, timeText } from '../../src/cli/progress-bar.ts';
import { capturedIo } from './captured-io.ts';

const options = {
  title: 'Loading {bar}.jsonl',
  total: 100,
  format: '{percentage} % | {items} items',
  values: { items: 0 },
};

test('without a terminal the title is all', async () => {
  const io = capturedIo();
  const bar = progressBar(io.stderr, options);
  bar.show(50, { items: 5 });
  bar.end();
  expect(await io.written()).toEqual({ stdout: '', stderr: 'Loading {bar}.jsonl\n' });
});

test('on a terminal a bar shows the title as it is, and the values', async () => {
  const io = capturedIo({ columns: 200 });
  const bar = progressBar(io.stderr, options);
  bar.show(50, { items: 5 });
  // An estimate that was too low.
  bar.show(200, { items: 20 });
  bar.end();
  const { stdout, stderr } = await io.written();
  expect(stdout).toBe('');
  expect(stderr).toMatch(/Loading .*\.jsonl .* 100 % \| 20 items/);
});

test('a bar ends with its command, and once', async () => {
  const io = capturedIo({ columns: 200 });
  const run = new CommandRun(io, {});
  const bar = run.progress(options);
  bar.end();
  await run.end();
  const { stderr } = await io.written();
  expect(stderr.match(/\n/g)).toHaveLength(1);
});

test.each([
  [0.4, '0:00'],
  [309, '5:09'],
  [3909, '1:05:09'],
])('%d seconds are %s', (seconds, shown) => {
  expect(timeText(seconds)).toBe(shown);
});

describe('a question', () => {
  test.each([
    ['y\n', true],
    ['YES\n', true],
    ['\n', false],
    ['n\n', false],
    ['yesterday\n', false],
  ])('is answered by %j with %s', async (typed, answer) => {
    const io = capturedIo({ columns: 80, typed });
    expect(await new CommandRun(io, {}).confirm('Go on?')).toBe(answer);
    expect((await io.written()).stderr).toContain('Go on? [y/N] ');
  });

  test('cannot be asked without a terminal', async () => {
    expect(await new CommandRun(capturedIo(), {}).confirm('Go on?')).toBeUndefined();
  });

  test('ends with Ctrl-C', async () => {
    const stop = new AbortController();
    const io = capturedIo({ columns: 80, typed: '', signal: stop.signal });
    const answer = new CommandRun(io, {}).confirm('Go on?');
    stop.abort(new Error('It got SIGINT.'));
    await expect(answer).rejects.toThrow();
  });
});
