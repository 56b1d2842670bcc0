import { access, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Target } from '../../../src/transfer/target/target.ts';
import { contentOf, describeTargets } from './targets.ts';

const PATH = 'order/dt=2026-01-31/20260131T101500Z-0001.jsonl.gz';

describeTargets('files', (kinds) => {
  let target: Target;
  beforeEach(async () => {
    target = await kinds.open();
  });
  afterEach(() => target.close());

  test('a published file stands at its place, and the local one is gone', async () => {
    const file = await kinds.file('one line\n');
    await target.publish(file, PATH);
    expect(await contentOf(target, PATH)).toBe('one line\n');
    await expect(access(file)).rejects.toThrow('ENOENT');
  });

  test('a published file replaces what was there', async () => {
    await target.publish(await kinds.file('a long text before'), PATH);
    await target.publish(await kinds.file('short'), PATH);
    expect(await contentOf(target, PATH)).toBe('short');
  });

  test.each([0, 1, 5 * 1024 * 1024, 5 * 1024 * 1024 + 1, 12_345_678])(
    'a file of %d bytes comes back as it was',
    async (bytes) => {
      const content = Buffer.alloc(bytes);
      for (let at = 0; at < bytes; at += 997) content[at] = at % 251;
      await target.publish(await kinds.file(content), 'large.parquet');
      const read = await buffer(await target.read('large.parquet'));
      expect(read.equals(content)).toBe(true);
    },
  );

  test.each([
    'order/status=to%2Fdo/a.jsonl',
    'order/city=%E6%9D%B1/a.jsonl',
    'order/city=東京/a.jsonl',
    "order/name=O%27Neil & Söhne/it's <a> + b.jsonl",
    'order/at=12:30:00/a b.jsonl',
    'order/dt=__HIVE_DEFAULT_PARTITION__/a.jsonl',
    'order/%25=100%25/_a.jsonl',
  ])('the path %s is taken as it is', async (path) => {
    await target.publish(await kinds.file(path), path);
    expect(await contentOf(target, path)).toBe(Buffer.from(path).toString('latin1'));
    await target.remove([path]);
    expect(await contentOf(target, path)).toBeUndefined();
  });

  test.each([
    ['', 'The path "" is empty.'],
    ['/etc/passwd', 'The path "/etc/passwd" begins or ends with "/", or has "//" in it.'],
    ['order/', 'The path "order/" begins or ends with "/", or has "//" in it.'],
    ['order//a', 'The path "order//a" begins or ends with "/", or has "//" in it.'],
    ['../a', 'The path "../a" has "." or ".." in it.'],
    ['order/../../a', 'The path "order/../../a" has "." or ".." in it.'],
    ['./a', 'The path "./a" has "." or ".." in it.'],
    ['order\\a', 'The path "order\\\\a" has a backslash or a control character.'],
    ['order\0a', 'The path "order\\u0000a" has a backslash or a control character.'],
  ])('the path %j is refused everywhere', async (path, message) => {
    const error = expect.objectContaining({ name: 'RequestError', message });
    await expect(target.publish('/no-such-file', path)).rejects.toEqual(error);
    await expect(target.putText(path, '', 'absent')).rejects.toEqual(error);
    await expect(target.getText(path)).rejects.toEqual(error);
    await expect(target.read(path)).rejects.toEqual(error);
    await expect(target.remove(['a', path])).rejects.toEqual(error);
  });

  test('a file that is not there cannot be read', async () => {
    await expect(target.read('order/none.jsonl')).rejects.toThrow(
      `There is no file order/none.jsonl in ${target.name}.`,
    );
  });

  test('a local file that is not there is told', async () => {
    await expect(target.publish('/no-such-file', PATH)).rejects.toThrow(/ENOENT.*no-such-file/);
    expect(await contentOf(target, PATH)).toBeUndefined();
  });

  test('files are removed, and one that is not there is no error', async () => {
    await target.publish(await kinds.file('a'), 'order/a.jsonl');
    await target.publish(await kinds.file('b'), 'order/b.jsonl');
    await target.remove(['order/a.jsonl', 'order/none.jsonl', 'none/at/all.jsonl', 'order/a.jsonl']);
    await target.remove([]);
    expect(await contentOf(target, 'order/a.jsonl')).toBeUndefined();
    expect(await contentOf(target, 'order/b.jsonl')).toBe('b');
  });

  test('more files are removed than one request takes', async () => {
    const paths = Array.from({ length: 1001 }, (_, index) => `order/${index}.jsonl`);
    await target.publish(await kinds.file('first'), 'order/0.jsonl');
    await target.publish(await kinds.file('last'), 'order/1000.jsonl');
    await target.remove(paths);
    expect(await contentOf(target, 'order/0.jsonl')).toBeUndefined();
    expect(await contentOf(target, 'order/1000.jsonl')).toBeUndefined();
  });

  test('many files are published side by side', async () => {
    const paths = Array.from({ length: 30 }, (_, index) => `order/dt=2026-01-${index}/a.jsonl`);
    await Promise.all(paths.map(async (path) => target.publish(await kinds.file(path), path)));
    expect(await Promise.all(paths.map((path) => contentOf(target, path)))).toEqual(paths);
  });

  test('an aborted signal ends every call with its reason before anything is done', async () => {
    const reason = new Error('enough');
    const abortSignal = AbortSignal.abort(reason);
    const file = await kinds.file('kept');
    await expect(target.publish(file, PATH, { abortSignal })).rejects.toBe(reason);
    await expect(target.putText('a.json', '', 'absent', { abortSignal })).rejects.toBe(reason);
    await expect(target.getText('a.json', { abortSignal })).rejects.toBe(reason);
    await expect(target.read('a.json', { abortSignal })).rejects.toBe(reason);
    await expect(target.remove(['a.json'], { abortSignal })).rejects.toBe(reason);
    expect((await stat(file)).size).toBe(4);
  });

  test('a stream ends with the reason of a signal that is aborted meanwhile', async () => {
    await target.publish(await kinds.file(Buffer.alloc(3_000_000)), 'large.parquet');
    const controller = new AbortController();
    const stream = await target.read('large.parquet', { abortSignal: controller.signal });
    const reason = new Error('enough');
    const reading = (async () => {
      for await (const _ of stream) controller.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
  });
});

describeTargets('texts', (kinds) => {
  let target: Target;
  beforeEach(async () => {
    target = await kinds.open();
  });
  afterEach(() => target.close());
  // s3rver takes no notice of If-Match and If-None-Match, and overwrites.
  const testConditions = kinds.kind === 's3rver' ? test.skip : test;

  test('there is none at first', async () => {
    expect(await target.getText('manifest.json')).toBeUndefined();
    expect(await target.getText('deep/manifest.json')).toBeUndefined();
  });

  test('a text is written where there is none, and replaced where it is as it was seen', async () => {
    expect(await target.putText('run/checkpoint.json', '{"rows":1}', 'absent')).toBe(true);
    const first = await target.getText('run/checkpoint.json');
    expect(first?.text).toBe('{"rows":1}');
    expect(await target.putText('run/checkpoint.json', '{"city":"東京\\u0000"}', first!)).toBe(true);
    const second = await target.getText('run/checkpoint.json');
    expect(second?.text).toBe('{"city":"東京\\u0000"}');
    expect(second?.version).not.toBe(first?.version);
  });

  test('a text can be empty', async () => {
    expect(await target.putText('empty', '', 'absent')).toBe(true);
    expect(await target.getText('empty')).toMatchObject({ text: '' });
  });

  testConditions('a text that is there is not one that is absent', async () => {
    await target.putText('run.json', 'mine', 'absent');
    expect(await target.putText('run.json', 'yours', 'absent')).toBe(false);
    expect(await target.putText('run.json', 'mine', 'absent')).toBe(false);
    expect(await target.getText('run.json')).toMatchObject({ text: 'mine' });
  });

  testConditions('a text that has changed meanwhile is left alone', async () => {
    await target.putText('run.json', 'one', 'absent');
    const seen = await target.getText('run.json');
    await target.putText('run.json', 'two', seen!);
    expect(await target.putText('run.json', 'three', seen!)).toBe(false);
    expect(await target.getText('run.json')).toMatchObject({ text: 'two' });
  });

  testConditions('a text that was removed meanwhile is not written again', async () => {
    await target.putText('run.json', 'one', 'absent');
    const seen = await target.getText('run.json');
    await target.remove(['run.json']);
    expect(await target.putText('run.json', 'two', seen!)).toBe(false);
    expect(await target.getText('run.json')).toBeUndefined();
  });

  testConditions('of many who write at once, one wins each time', async () => {
    const all = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
    const first = await Promise.all(all.map((text) => target.putText('run.json', text, 'absent')));
    expect(first.filter(Boolean)).toHaveLength(1);
    const seen = await target.getText('run.json');
    expect(seen?.text).toBe(all[first.indexOf(true)]);
    const second = await Promise.all(all.map((text) => target.putText('run.json', `${text}, again`, seen!)));
    expect(second.filter(Boolean)).toHaveLength(1);
    expect((await target.getText('run.json'))?.text).toBe(`${all[second.indexOf(true)]}, again`);
  });
});

describeTargets('a list of files', ({ open, file }) => {
  test('has all below a prefix, and no others', async () => {
    const target = await open();
    const paths = [
      'order/a.gz',
      'order/dt=2026-01-31/b.gz',
      'order/dt=2026-01-31/c.gz',
      'orders/d.gz',
      'e.gz',
    ];
    for (const path of paths) await target.publish(await file(path), path);
    const listed = async (prefix: string) => {
      const found: string[] = [];
      for await (const path of target.list(prefix)) found.push(path);
      return found.sort();
    };
    expect(await listed('order/')).toEqual(paths.slice(0, 3));
    expect(await listed('')).toEqual([...paths].sort());
    expect(await listed('nothing/')).toEqual([]);
    target.close();
  });
});
