import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { openTarget } from '../../../src/transfer/target/open-target.ts';
import type { Target } from '../../../src/transfer/target/target.ts';
import { FakeS3 } from '../s3/fake-s3.ts';
import { localS3Client } from '../s3/local-s3-client.ts';

export const MIB = 1024 * 1024;

/** The fake of S3 with an empty target `s3://bucket/raw` for each test of a file, and a local folder. */
export function fakeTarget() {
  const fake = new FakeS3(['bucket']);
  let client: S3Client;
  let target: Target;
  let folder = '';
  beforeAll(async () => {
    await fake.start();
    folder = await mkdtemp(join(tmpdir(), 'monotable-faults-'));
    client = localS3Client(fake.endpoint);
    target = await openTarget('s3://bucket/raw', { client });
  });
  afterAll(async () => {
    client.destroy();
    await fake.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => fake.clear());
  return { fake, target: () => target, local: (name: string) => join(folder, name) };
}
