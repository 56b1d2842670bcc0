/**
 * A line of more is no record: an item of 400 KB takes some 6 MB as JSON at most. Without a limit, a file in one line would
 * be gathered until the memory ends.
 */
export const LONGEST_LINE = 16 * 2 ** 20;

/**
 * The lines of a text file, without their ends and without empty ones.
 *
 * @throws TypeError when the bytes are not UTF-8: read all the same, they would come out as other characters.
 * @throws RangeError for a line that is too long.
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  for await (const line of allLines(texts(chunks))) {
    if (line.trim() !== '') yield line.replace(/\r$/, '');
  }
}

/**
 * Every line as it stands. Only a line feed ends a line: a JSON text may hold other separators of Unicode as they are.
 *
 * @throws RangeError for a line of more than `longest` characters.
 */
export async function* allLines(
  pieces: AsyncIterable<string>,
  longest = LONGEST_LINE,
): AsyncGenerator<string> {
  let number = 1;
  let rest = '';
  for await (const piece of pieces) {
    let start = 0;
    // Only the new piece is searched, so that a long line takes no more time than many short ones.
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      yield rest + piece.slice(start, end);
      number += 1;
      rest = '';
      start = end + 1;
    }
    rest += piece.slice(start);
    if (rest.length > longest) {
      throw new RangeError(`Line ${number} has more than ${longest} characters, so it is no record.`);
    }
  }
  if (rest !== '') yield rest;
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
