import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { openTarget } from '../../../src/transfer/target/open-target.ts';
import { FakeS3 } from '../s3/fake-s3.ts';
import { localS3Client, localS3Settings } from '../s3/local-s3-client.ts';

const fake = new FakeS3(['bucket']);
let client: S3Client;
let file = '';
const environment = { ...process.env };

beforeAll(async () => {
  await fake.start();
  client = localS3Client(fake.endpoint);
  file = join(await mkdtemp(join(tmpdir(), 'monotable-errors-')), 'local');
  await writeFile(file, 'content');
});
afterAll(async () => {
  client.destroy();
  await fake.stop();
  await rm(join(file, '..'), { recursive: true });
});
beforeEach(() => fake.clear());
afterEach(() => {
  process.env = { ...environment };
});

function refusal(message: string | RegExp) {
  return expect.objectContaining({
    name: 'RequestError',
    message: expect.stringMatching(message),
    cause: expect.any(Error),
  });
}

test('a bucket that is not there is told in every call', async () => {
  const target = await openTarget('s3://nowhere/raw', { client });
  const of = (act: string) => refusal(`^${act} s3://nowhere/raw failed: there is no bucket "nowhere"\\.$`);
  await expect(target.publish(file, 'a')).rejects.toEqual(of('Writing a in'));
  await expect(target.putText('a', '', 'absent')).rejects.toEqual(of('Writing a in'));
  await expect(target.putText('a', '', { version: '"x"' })).rejects.toEqual(of('Writing a in'));
  await expect(target.getText('a')).rejects.toEqual(of('Reading a in'));
  await expect(target.read('a')).rejects.toEqual(of('Reading a in'));
  await expect(target.remove(['a'])).rejects.toEqual(of('Removing a from'));
  await expect(target.remove(['a', 'b'])).rejects.toEqual(of('Removing 2 files from'));
});

test('denied access is told with what is needed', async () => {
  const target = await openTarget('s3://bucket/raw', { client });
  const denied = { status: 403, code: 'AccessDenied' };
  fake.fault('PutObject', denied);
  await expect(target.publish(file, 'a')).rejects.toEqual(
    refusal(
      '^Writing a in s3://bucket/raw failed: access to the bucket "bucket" is denied; this needs s3:PutObject and s3:AbortMultipartUpload\\.$',
    ),
  );
  fake.fault('GetObject', denied);
  await expect(target.getText('a')).rejects.toEqual(
    refusal(
      'is denied; this needs s3:GetObject, and s3:ListBucket so that a missing file is told from a forbidden one\\.$',
    ),
  );
  fake.fault('DeleteObjects', denied);
  await expect(target.remove(['a'])).rejects.toEqual(refusal('is denied; this needs s3:DeleteObject\\.$'));
});

const MOVED = { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-1' } };

test("the region of a bucket is told when the client is the caller's", async () => {
  const target = await openTarget('s3://bucket', { client });
  fake.fault('GetObject', MOVED);
  await expect(target.getText('a')).rejects.toEqual(
    refusal(
      '^Reading a in s3://bucket failed: the bucket "bucket" is in another region: give the region eu-west-1\\.$',
    ),
  );
});

test('a client of its own goes to the region of the bucket, and stays there', async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
  const target = await openTarget('s3://bucket', { endpoint: fake.endpoint, region: 'us-east-1' });
  fake.fault('PutObject', MOVED, MOVED);
  expect(await Promise.all(['a', 'b'].map((path) => target.putText(path, 'text', 'absent')))).toEqual([
    true,
    true,
  ]);
  await target.putText('c', 'text', 'absent');
  target.close();
  expect(fake.count('PutObject')).toBe(5);
  const signed = [...fake.objects.values()].map(({ headers }) => headers.authorization);
  expect(signed).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('/eu-west-1/s3/')));
});

test('a bucket whose region S3 does not say is told all the same', async () => {
  const target = await openTarget('s3://bucket', { client });
  fake.fault('GetObject', { status: 400, code: 'AuthorizationHeaderMalformed' });
  await expect(target.getText('a')).rejects.toEqual(
    refusal('the bucket "bucket" is in another region; give its own\\.$'),
  );
});

test('credentials that S3 does not take are told', async () => {
  const target = await openTarget('s3://bucket', { client });
  fake.fault('GetObject', { status: 403, code: 'InvalidAccessKeyId' });
  await expect(target.getText('a')).rejects.toEqual(
    refusal(
      '^Reading a in s3://bucket failed: S3 did not take the credentials for the bucket "bucket", or there are none ' +
        '\\(InvalidAccessKeyId by the fake\\); see AWS_PROFILE, or `aws sso login`\\.$',
    ),
  );
});

test('credentials and a region that are not there are told', async () => {
  const alone = {
    AWS_CONFIG_FILE: '/nowhere',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  process.env = { PATH: environment.PATH, ...alone };
  const withoutRegion = await openTarget('s3://bucket', { endpoint: fake.endpoint });
  await expect(withoutRegion.getText('a')).rejects.toEqual(
    refusal('no region is set for the bucket "bucket": give one, or set AWS_REGION\\.$'),
  );
  withoutRegion.close();
  const withoutCredentials = await openTarget('s3://bucket', {
    endpoint: fake.endpoint,
    region: 'us-east-1',
  });
  await expect(withoutCredentials.getText('a')).rejects.toEqual(
    refusal('S3 did not take the credentials for the bucket "bucket", or there are none'),
  );
  withoutCredentials.close();
});

test('a server that cannot be reached is told', async () => {
  const gone = await new FakeS3().start();
  const { endpoint } = gone;
  await gone.stop();
  const nobody = new S3Client({ ...localS3Settings(endpoint), maxAttempts: 1 });
  const target = await openTarget('s3://bucket', { client: nobody });
  await expect(target.getText('a')).rejects.toEqual(
    expect.objectContaining({
      name: 'MonotableError',
      message: expect.stringMatching(/^Reading a in s3:\/\/bucket failed: .*ECONNREFUSED/),
    }),
  );
  nobody.destroy();
});

describe('files that S3 does not remove', () => {
  const errorsOf = (keys: readonly string[], code: string) =>
    `<DeleteResult>${keys.map((key) => `<Error><Key>${key}</Key><Code>${code}</Code></Error>`).join('')}</DeleteResult>`;

  test('are named, the first of them', async () => {
    const target = await openTarget('s3://bucket/raw', { client });
    const keys = ['raw/a', 'raw/b', 'raw/c', 'raw/d'];
    fake.fault('DeleteObjects', { status: 200, code: '', body: errorsOf(keys, 'InternalError') });
    await expect(target.remove(['a', 'b', 'c', 'd', 'e'])).rejects.toThrow(
      'Removing 5 files from s3://bucket/raw failed: 4 of them could not be removed: ' +
        'raw/a (InternalError), raw/b (InternalError), raw/c (InternalError) and 1 more',
    );
  });

  test('for want of a permission are told with it', async () => {
    const target = await openTarget('s3://bucket/raw', { client });
    fake.fault('DeleteObjects', { status: 200, code: '', body: errorsOf(['raw/a'], 'AccessDenied') });
    await expect(target.remove(['a'])).rejects.toEqual(
      refusal('access to the bucket "bucket" is denied; this needs s3:DeleteObject\\.$'),
    );
  });
});
