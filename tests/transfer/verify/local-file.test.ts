import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { verifyTarget } from '../../../src/transfer/verify/verify-target.ts';
import { smallExport } from './small-exports.ts';

const entities = { Order: [{ orderId: 'a1', total: 1 }] };
const path = 'order/run-1-0001.jsonl';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monotable-local-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An export in a folder of this name, and how many files were read through the target. */
async function exportIn(name: string) {
  const { target, files } = await smallExport({ entities });
  for (const [file, bytes] of files) {
    await mkdir(dirname(join(folder, name, file)), { recursive: true });
    await writeFile(join(folder, name, file), bytes);
  }
  let reads = 0;
  const local: typeof target = {
    ...target,
    localPath: (file) => join(folder, name, file),
    read: (file, options) => {
      reads += 1;
      return target.read(file, options);
    },
  };
  return { target: local, reads: () => reads };
}

test('a file on this computer is read where it is', async () => {
  const { target, reads } = await exportIn('plain');
  expect(await verifyTarget(target)).toMatchObject({ ok: true, entities: [{ rows: 1, files: 1 }] });
  expect(reads()).toBe(0);
  await rm(join(folder, 'plain', path));
  expect(await verifyTarget(target)).toMatchObject({
    ...{ ok: false, differences: [`${path} cannot be read: There is no file ${path}.`] },
    entities: [{ rows: 0, files: 0 }],
  });
});

test('a path that DuckDB would take for a pattern is copied', async () => {
  const { target, reads } = await exportIn("it's [a] *");
  expect(await verifyTarget(target)).toMatchObject({ ok: true });
  expect(reads()).toBe(1);
});

test("a quote in a path is not the end of DuckDB's text", async () => {
  const { target, reads } = await exportIn("it's");
  expect(await verifyTarget(target)).toMatchObject({ ok: true });
  expect(reads()).toBe(0);
});

test('a stream that breaks is an error, not a file that ends early', async () => {
  const { target } = await smallExport({ entities });
  const broken = {
    ...target,
    read: async () =>
      new Readable({
        read() {
          this.destroy(new Error('connection reset'));
        },
      }),
  };
  await expect(verifyTarget(broken)).rejects.toThrow('connection reset');
});
