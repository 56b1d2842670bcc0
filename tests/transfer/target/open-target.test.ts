import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { openTarget } from '../../../src/transfer/target/open-target.ts';
import { FakeS3 } from '../s3/fake-s3.ts';
import { localS3Client } from '../s3/local-s3-client.ts';
import { contentOf } from './targets.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monotable-open-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NEITHER = 'is neither a folder nor s3://bucket/prefix.';
const NO_BUCKET = 'is not the name of a bucket.';

test.each([
  ['', 'A target is a folder or s3://bucket/prefix, not "".'],
  ['s3:/bucket/x', `The target "s3:/bucket/x" ${NEITHER}`],
  ['s3:bucket', `The target "s3:bucket" ${NEITHER}`],
  ['S3://bucket', `The target "S3://bucket" ${NEITHER}`],
  [' s3://bucket', `The target " s3://bucket" ${NEITHER}`],
  ['https://bucket.s3.amazonaws.com/x', `The target "https://bucket.s3.amazonaws.com/x" ${NEITHER}`],
  ['file:///tmp/x', `The target "file:///tmp/x" ${NEITHER}`],
  ['file:/tmp/x', `The target "file:/tmp/x" ${NEITHER}`],
  ['s3://', `"" in the target "s3://" ${NO_BUCKET}`],
  ['s3:///raw', `"" in the target "s3:///raw" ${NO_BUCKET}`],
  ['s3://Bucket', `"Bucket" in the target "s3://Bucket" ${NO_BUCKET}`],
  ['s3://my_bucket/x', `"my_bucket" in the target "s3://my_bucket/x" ${NO_BUCKET}`],
  ['s3://ab', `"ab" in the target "s3://ab" ${NO_BUCKET}`],
  ['s3://-abc', `"-abc" in the target "s3://-abc" ${NO_BUCKET}`],
  ['s3://abc-', `"abc-" in the target "s3://abc-" ${NO_BUCKET}`],
  ['s3://a..b', `"a..b" in the target "s3://a..b" ${NO_BUCKET}`],
  ['s3://10.0.0.1', `"10.0.0.1" in the target "s3://10.0.0.1" ${NO_BUCKET}`],
  ['s3://bucket:9000/x', `"bucket:9000" in the target "s3://bucket:9000/x" ${NO_BUCKET}`],
  [
    's3://bucket//raw',
    'The prefix of the target "s3://bucket//raw", "/raw" begins or ends with "/", or has "//" in it.',
  ],
  [
    's3://bucket/raw/../x',
    'The prefix of the target "s3://bucket/raw/../x", "raw/../x" has "." or ".." in it.',
  ],
  ['a\0b', 'The target "a\\u0000b" is no folder: it has a NUL in it.'],
  ['~/export', 'The target "~/export" begins with "~", which only a shell replaces: write the folder out.'],
])('%j is refused', async (to, message) => {
  await expect(openTarget(to)).rejects.toEqual(expect.objectContaining({ name: 'RequestError', message }));
});

test('what is no text is refused', async () => {
  await expect(openTarget(undefined as unknown as string)).rejects.toThrow(
    'A target is a folder or s3://bucket/prefix, not undefined.',
  );
});

test('a file is refused, and so is a path below it', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(openTarget(file)).rejects.toThrow(
    `${JSON.stringify(file)} is a file; an export needs a folder.`,
  );
  await expect(openTarget(join(file, 'below'))).rejects.toThrow('cannot be used: ENOTDIR');
});

test('a folder is made when something is written', async () => {
  const to = join(folder, 'new', 'export');
  const target = await openTarget(to);
  expect(target.name).toBe(to);
  expect(await readdir(folder)).not.toContain('new');
  await target.putText('a.json', '{}', 'absent');
  expect(await readdir(to)).toEqual(['a.json']);
});

test('a folder can be named from the working folder', async () => {
  const to = relative(process.cwd(), join(folder, 'relative'));
  const target = await openTarget(to);
  await target.putText('a.json', '{}', 'absent');
  expect(target.name).toBe(to);
  expect(await readdir(join(folder, 'relative'))).toEqual(['a.json']);
});

describe('in S3', () => {
  const fake = new FakeS3(['bucket']);
  beforeAll(() => fake.start());
  afterAll(() => fake.stop());
  beforeEach(() => fake.clear());

  test.each([
    ['s3://bucket', 's3://bucket', 'bucket/a.json'],
    ['s3://bucket/', 's3://bucket', 'bucket/a.json'],
    ['s3://bucket/raw', 's3://bucket/raw', 'bucket/raw/a.json'],
    ['s3://bucket/raw/shop/', 's3://bucket/raw/shop', 'bucket/raw/shop/a.json'],
  ])('%s holds its files under its prefix', async (to, name, key) => {
    const client = localS3Client(fake.endpoint);
    const target = await openTarget(to, { client });
    expect(target.name).toBe(name);
    await target.putText('a.json', '{}', 'absent');
    expect([...fake.objects.keys()]).toEqual([key]);
    target.close();
    // The client is the caller's.
    expect(await target.getText('a.json')).toMatchObject({ text: '{}' });
    client.destroy();
  });

  test("a client of its own is made for an endpoint, with the environment's credentials", async () => {
    const before = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    try {
      const target = await openTarget('s3://bucket/own', { endpoint: fake.endpoint, region: 'us-east-1' });
      await target.putText('a.json', '{}', 'absent');
      expect(await contentOf(target, 'a.json')).toBe('{}');
      target.close();
    } finally {
      process.env = before;
    }
    expect([...fake.objects.keys()]).toEqual(['bucket/own/a.json']);
  });

  test('what is no client is refused', async () => {
    await expect(openTarget('s3://bucket', { client: {} })).rejects.toEqual(
      expect.objectContaining({
        name: 'RequestError',
        message: 'The client for S3 is not an S3Client: it has no send and config.',
      }),
    );
  });
});
