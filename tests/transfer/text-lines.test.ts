import { textLines } from '../../src/transfer/text-lines.ts';

test('only line feeds end lines, and characters may be cut anywhere', async () => {
  const bytes = Buffer.from('\ufeffaé\u2028b\r\n\n  \n😀\n');
  async function* single() {
    for (const byte of bytes) yield Uint8Array.of(byte);
  }
  const found: string[] = [];
  for await (const line of textLines(single())) found.push(line);
  expect(found).toEqual(['aé\u2028b', '😀']);
});
