import { readFile, truncate, writeFile } from 'node:fs/promises';
import type { Fault } from '../s3/fake-s3.ts';
import type { S3Operation } from '../s3/s3-request.ts';
import { fakeTarget, MIB } from './fake-target.ts';

const { fake, target, local } = fakeTarget();

async function localFile(bytes: number): Promise<Buffer> {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += 4093) content[at] = at % 251;
  await writeFile(local('a'), content);
  return content;
}

async function publish(abortSignal?: AbortSignal): Promise<unknown> {
  return target()
    .publish(local('a'), 'a.jsonl.gz', { abortSignal })
    .catch((error: unknown) => error);
}

describe('an upload', () => {
  test('is one request for a small file, and says what it is without an encoding', async () => {
    await localFile(MIB);
    await publish();
    expect(fake.requests).toEqual(['PutObject']);
    const headers = fake.objects.get('bucket/raw/a.jsonl.gz')?.headers ?? {};
    expect(headers).toMatchObject({ 'content-type': 'application/gzip' });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  test('is made of parts for any other', async () => {
    const content = await localFile(11 * MIB);
    await publish();
    expect(fake.count('UploadPart')).toBe(3);
    const stored = fake.objects.get('bucket/raw/a.jsonl.gz');
    expect(stored?.body.equals(content)).toBe(true);
    expect(stored?.headers).toMatchObject({ 'content-type': 'application/gzip' });
    expect(fake.uploads.size).toBe(0);
  });

  // A part is sent three times at most.
  const passing: readonly [S3Operation, ...Fault[]][] = [
    ['CreateMultipartUpload', 'slowDown'],
    ['CreateMultipartUpload', 'dropBefore', 'slowDown'],
    ['UploadPart', 'slowDown', 'none', 'slowDown'],
    ['UploadPart', 'dropBefore', 'none', 'dropAfter'],
    ['CompleteMultipartUpload', 'slowDown', 'dropBefore'],
    // S3 begins its answer before it is done.
    ['CompleteMultipartUpload', { status: 200, code: 'InternalError' }],
    // The second request is told that there is no such upload: it is complete.
    ['CompleteMultipartUpload', 'dropAfter'],
  ];
  test.each(passing)('arrives whole although %s meets %j %j %j', async (operation, ...faults) => {
    const content = await localFile(11 * MIB);
    fake.fault(operation, ...faults);
    expect(await publish()).toBeUndefined();
    expect(fake.objects.get('bucket/raw/a.jsonl.gz')?.body.equals(content)).toBe(true);
    expect(fake.uploads.size).toBe(0);
  });

  test.each<[...Fault[]]>([
    ['slowDown', 'slowDown'],
    ['dropBefore', 'dropAfter'],
  ])('of a small file arrives whole although PutObject meets %j %j', async (...faults) => {
    const content = await localFile(MIB);
    fake.fault('PutObject', ...faults);
    expect(await publish()).toBeUndefined();
    expect(fake.objects.get('bucket/raw/a.jsonl.gz')?.body.equals(content)).toBe(true);
  });

  test('that fails leaves nothing in S3, the local file where it is, and says where it failed', async () => {
    const content = await localFile(11 * MIB);
    fake.fault('UploadPart', 'none', { status: 400, code: 'InvalidRequest' });
    const error = await publish();
    expect(error).toMatchObject({
      name: 'MonotableError',
      message: 'Writing a.jsonl.gz in s3://bucket/raw failed: InvalidRequest by the fake',
      cause: { name: 'InvalidRequest' },
    });
    expect(fake.uploads.size).toBe(0);
    expect(fake.objects.size).toBe(0);
    expect((await readFile(local('a'))).equals(content)).toBe(true);
  });

  test('of a file that becomes shorter meanwhile fails', async () => {
    await localFile(11 * MIB);
    fake.fault('CreateMultipartUpload', () => truncate(local('a'), 8 * MIB));
    expect(await publish()).toMatchObject({
      message: 'Writing a.jsonl.gz in s3://bucket/raw failed: the local file has become shorter meanwhile',
    });
    expect(fake.uploads.size).toBe(0);
  });

  test('of more parts than S3 takes is refused before anything is sent', async () => {
    await writeFile(local('a'), '');
    await truncate(local('a'), 5 * MIB * 10_000 + 1);
    expect(await publish()).toMatchObject({
      name: 'RequestError',
      message: `${local('a')} has 52428800001 bytes; an upload takes 52428800000 at most.`,
    });
    expect(fake.requests).toEqual([]);
  });

  test('that cannot be completed leaves nothing in S3', async () => {
    await localFile(6 * MIB);
    fake.fault('CompleteMultipartUpload', 'slowDown', 'slowDown', 'slowDown');
    expect(await publish()).toMatchObject({ cause: { name: 'SlowDown' } });
    expect(fake.uploads.size).toBe(0);
    expect(fake.objects.size).toBe(0);
  });

  test('that fails, and whose parts cannot be removed, tells of both', async () => {
    await localFile(11 * MIB);
    fake.fault('UploadPart', { status: 400, code: 'InvalidRequest' });
    fake.fault('AbortMultipartUpload', { status: 403, code: 'AccessDenied' });
    const error = await publish();
    const [id] = fake.uploads.keys();
    expect(error).toMatchObject({
      message:
        'Writing s3://bucket/raw/a.jsonl.gz failed: InvalidRequest by the fake. The parts that were sent could not be ' +
        'removed either (AccessDenied by the fake) and are paid for until they are: aws s3api abort-multipart-upload ' +
        `--bucket bucket --key 'raw/a.jsonl.gz' --upload-id '${id}'`,
      cause: { name: 'InvalidRequest' },
    });
  });

  test.each<S3Operation>(['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'])(
    'that is aborted during %s ends with the reason, after its parts are removed',
    async (operation) => {
      await localFile(11 * MIB);
      const controller = new AbortController();
      const reason = new Error('enough');
      fake.fault(operation, () => controller.abort(reason));
      expect(await publish(controller.signal)).toBe(reason);
      expect(fake.requests).toContain('AbortMultipartUpload');
      expect(fake.uploads.size).toBe(0);
      expect((await readFile(local('a'))).length).toBe(11 * MIB);
    },
  );

  test('of a small file ends with the reason when it is aborted', async () => {
    await localFile(MIB);
    const controller = new AbortController();
    const reason = new Error('enough');
    fake.fault('PutObject', () => controller.abort(reason));
    expect(await publish(controller.signal)).toBe(reason);
    expect(fake.count('AbortMultipartUpload')).toBe(0);
  });

  test('among many has its bytes to itself', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `${index}.parquet`);
    await Promise.all(
      names.map(async (name, index) => {
        const many = local(name);
        await writeFile(many, Buffer.alloc(index % 4 === 0 ? 11 * MIB : MIB, index));
        await target().publish(many, name);
      }),
    );
    for (const [index, name] of names.entries()) {
      const body = fake.objects.get(`bucket/raw/${name}`)?.body ?? Buffer.alloc(0);
      expect(body.equals(Buffer.alloc(index % 4 === 0 ? 11 * MIB : MIB, index))).toBe(true);
    }
  });

  test('waits for its turn, and ends in the waiting when it is aborted', async () => {
    await localFile(11 * MIB);
    const second = local('second');
    await writeFile(second, Buffer.alloc(6 * MIB));
    const controller = new AbortController();
    fake.fault('UploadPart', () => controller.abort(new Error('enough')));
    const waiting = target().publish(second, 'b', { abortSignal: controller.signal });
    const all = await Promise.allSettled([publish(), waiting]);
    expect(all.map(({ status }) => status)).toContain('rejected');
    expect(fake.uploads.size).toBe(0);
  });
});
