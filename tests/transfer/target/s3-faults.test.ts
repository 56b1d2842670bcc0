import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { Fault } from '../s3/fake-s3.ts';
import { fakeTarget, MIB } from './fake-target.ts';

const { fake, target, local } = fakeTarget();

describe('a conditional write', () => {
  test('whose answer was lost is ours when the same text is there', async () => {
    fake.fault('PutObject', 'dropAfter');
    expect(await target().putText('run.json', 'mine', 'absent')).toBe(true);
    const seen = await target().getText('run.json');
    fake.fault('PutObject', 'dropAfter');
    expect(await target().putText('run.json', 'mine, too', seen!)).toBe(true);
  });

  test('that was sent twice is not ours when another text is there', async () => {
    fake.fault('PutObject', async () => {
      await target().putText('run.json', 'yours', 'absent');
      fake.fault('PutObject', 'none');
    });
    expect(await target().putText('run.json', 'mine', 'absent')).toBe(false);
    fake.fault('PutObject', 'dropBefore');
    expect(await target().putText('run.json', 'mine', 'absent')).toBe(false);
    expect(await target().getText('run.json')).toMatchObject({ text: 'yours' });
  });

  test('that was sent once is not ours, whatever is there', async () => {
    await target().putText('run.json', 'mine', 'absent');
    fake.requests.length = 0;
    expect(await target().putText('run.json', 'mine', 'absent')).toBe(false);
    expect(fake.requests).toEqual(['PutObject']);
  });

  const CONFLICT: Fault = { status: 409, code: 'ConditionalRequestConflict' };

  test('that met another one is sent again', async () => {
    fake.fault('PutObject', CONFLICT, CONFLICT);
    expect(await target().putText('run.json', 'mine', 'absent')).toBe(true);
    expect(fake.count('PutObject')).toBe(3);
  });

  test('that goes on meeting others is given up', async () => {
    fake.fault('PutObject', CONFLICT, CONFLICT, CONFLICT, CONFLICT);
    expect(await target().putText('run.json', 'mine', 'absent')).toBe(false);
    expect(fake.objects.size).toBe(0);
  });

  test('that met its own first attempt is ours', async () => {
    fake.fault('PutObject', 'dropAfter', CONFLICT);
    expect(await target().putText('run.json', 'mine', 'absent')).toBe(true);
  });

  test('that is throttled throughout is an error and not a false', async () => {
    fake.fault('PutObject', 'slowDown', 'slowDown', 'slowDown');
    await expect(target().putText('run.json', 'mine', 'absent')).rejects.toThrow(
      'Writing run.json in s3://bucket/raw failed: SlowDown by the fake',
    );
  });
});

describe('a file that is read', () => {
  const large = Buffer.alloc(3 * MIB, 'x');
  beforeEach(async () => {
    await writeFile(local('a'), large);
    await target().publish(local('a'), 'a.jsonl.gz');
  });

  test('comes although the first requests fail', async () => {
    fake.fault('GetObject', 'slowDown', 'dropBefore');
    const stream = await target().read('a.jsonl.gz');
    expect((await buffer(stream)).equals(large)).toBe(true);
  });

  test('ends in an error when the connection is closed before all of it came', async () => {
    fake.fault('GetObject', 'endEarly');
    const stream = await target().read('a.jsonl.gz');
    await expect(buffer(stream)).rejects.toThrow('Reading a.jsonl.gz in s3://bucket/raw failed: aborted');
  });

  test('ends in an error that nobody has to listen to yet', async () => {
    fake.fault('GetObject', 'endEarly');
    const stream = await target().read('a.jsonl.gz');
    stream.resume();
    await new Promise((resolve) => stream.once('close', resolve));
    await expect(buffer(stream)).rejects.toThrow('failed: aborted');
  });

  test('ends in an error when other bytes come than were stored', async () => {
    const stored = fake.objects.get('bucket/raw/a.jsonl.gz')!;
    fake.objects.set('bucket/raw/a.jsonl.gz', { ...stored, body: Buffer.alloc(3 * MIB, 'y') });
    const stream = await target().read('a.jsonl.gz');
    await expect(buffer(stream)).rejects.toThrow(
      'Reading a.jsonl.gz in s3://bucket/raw failed: Checksum mismatch',
    );
  });

  test('as a text fails, too', async () => {
    fake.fault('GetObject', 'endEarly');
    await expect(target().getText('a.jsonl.gz')).rejects.toThrow(
      'Reading a.jsonl.gz in s3://bucket/raw failed: aborted',
    );
  });
});
