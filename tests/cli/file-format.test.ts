import { fileFormat } from '../../src/cli/load/file-format.ts';
import { textLines } from '../../src/transfer/text-lines.ts';

describe('a file in one line', () => {
  const PIECE = 64 * 1024;
  let pieces = 0;
  async function* endless(first: string) {
    pieces = 0;
    for (let text = first; ; text = '') {
      pieces += 1;
      yield Buffer.from(text.padEnd(PIECE, 'a'));
    }
  }
  const format = (first: string) =>
    fileFormat({
      path: 'in.json',
      identity: { name: 'in.json', size: 0, head: '' },
      read: () => endless(first),
    });

  test('is known for an array by its beginning', async () => {
    await expect(format('[{')).rejects.toThrow(
      'The file in.json is a JSON array; there has to be one object on each line.',
    );
    expect(pieces).toBe(1);
  });

  test('is not gathered for ever', async () => {
    const message = 'Line 1 has more than 16777216 characters, so it is no record.';
    await expect(format('{')).rejects.toThrow(message);
    await expect(textLines(endless('{')).next()).rejects.toThrow(message);
    expect(pieces).toBe(257);
  });
});
