/**
 * The lines of a text file, without their ends and without empty ones. Only a line feed ends a line: a JSON text may hold
 * other separators of Unicode as they are.
 *
 * @throws TypeError when the bytes are not UTF-8: read all the same, they would come out as other characters.
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of texts(chunks)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line.replace(/\r$/, '');
  }
  if (rest.trim() !== '') yield rest;
}

/** Bytes as text, without a byte order mark. */
export async function* texts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw cause;
    throw new TypeError('The file is not text in UTF-8.', { cause });
  }
}
