import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openTarget } from '../../../src/transfer/target/open-target.ts';
import type { Target } from '../../../src/transfer/target/target.ts';
import { FakeS3 } from '../s3/fake-s3.ts';
import { localS3Client } from '../s3/local-s3-client.ts';
import { startS3rver } from '../s3/start-s3rver.ts';

export type TargetKind = 'a folder' | 's3rver' | 'the fake of S3';

/** A kind of target that a block of tests runs against. */
export interface TestTarget {
  readonly kind: TargetKind;
  /** A target of its own for each test, which is empty. */
  open(): Promise<Target>;
  /** A local file with this content, ready to be published. */
  file(content: string | Buffer): Promise<string>;
}

/** Runs a block of tests once for each kind of target: `texts in a folder`, `texts in s3rver`. */
export function describeTargets(title: string, block: (target: TestTarget) => void): void {
  for (const kind of ['a folder', 's3rver', 'the fake of S3'] as const) {
    describe(`${title} in ${kind}`, () => {
      let local = '';
      let server: { readonly endpoint: string; stop(): Promise<void> } | undefined;
      let client: ReturnType<typeof localS3Client> | undefined;
      let count = 0;
      beforeAll(async () => {
        local = await mkdtemp(join(tmpdir(), 'monotable-target-'));
        if (kind === 's3rver') server = await startS3rver();
        if (kind === 'the fake of S3') server = await new FakeS3().start();
        if (server !== undefined) client = localS3Client(server.endpoint);
      });
      afterAll(async () => {
        client?.destroy();
        await server?.stop();
        await rm(local, { recursive: true, force: true });
      });
      block({
        kind,
        open: () => {
          count += 1;
          return client === undefined
            ? openTarget(join(local, `target-${count}`))
            : openTarget(`s3://bucket/target-${count}`, { client });
        },
        file: async (content) => {
          count += 1;
          const file = join(local, `file-${count}`);
          await writeFile(file, content);
          return file;
        },
      });
    });
  }
}

/** All of a file of a target; `undefined` when there is none. */
export async function contentOf(target: Target, path: string): Promise<string | undefined> {
  try {
    return (await buffer(await target.read(path))).toString('latin1');
  } catch (error) {
    if (/^There is no file /.test((error as Error).message)) return undefined;
    throw error;
  }
}
