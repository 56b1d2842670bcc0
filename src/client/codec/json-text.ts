import { isAscii } from 'node:buffer';

/** Thrown, and never seen: one object, because a trace costs more than the reading. */
export const SURPRISE = new Error('not compact JSON');

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** V8 makes a slice of so many characters a view that keeps the whole text alive. */
const LEAST_VIEW = 13;

/** Compact JSON, read piece by piece from its beginning. What is not there as it must be is a SURPRISE. */
export class JsonText {
  readonly text: string;
  at = 0;
  readonly #buffer: Buffer;
  /** One byte is one character: places in the text are places in the buffer. */
  readonly #ascii: boolean;
  /** Where the next backslash stands, at the end if there is none. */
  #escape = -1;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#ascii = isAscii(bytes);
    this.text = this.#buffer.toString(this.#ascii ? 'latin1' : 'utf8');
  }

  name(): string {
    const name = this.string();
    this.expect(COLON);
    return name;
  }

  /** Whether `"name":` stands here. */
  skipsName(name: string): boolean {
    const text = this.text;
    let at = this.at;
    if (text.charCodeAt(at) !== QUOTE) return false;
    for (let place = 0; place < name.length; place += 1) {
      at += 1;
      if (text.charCodeAt(at) !== name.charCodeAt(place)) return false;
    }
    // A name with a quote or a backslash in it stands there in another form.
    if (text.charCodeAt(at + 1) !== QUOTE || text.charCodeAt(at + 2) !== COLON) return false;
    this.at = at + 3;
    return true;
  }

  string(): string {
    this.expect(QUOTE);
    const start = this.at;
    const end = this.text.indexOf('"', start);
    if (end === -1) throw SURPRISE;
    if (this.#escape < start) this.#escape = this.#find('\\', start);
    if (this.#escape < end) return this.#escaped(start);
    this.at = end + 1;
    return end - start < LEAST_VIEW ? this.text.slice(start, end) : this.#copy(start, end);
  }

  #find(character: string, start: number): number {
    const at = this.text.indexOf(character, start);
    return at === -1 ? this.text.length : at;
  }

  /** The text by itself, so that whoever keeps it does not keep the answer. */
  #copy(start: number, end: number): string {
    if (this.#ascii) return this.#buffer.toString('latin1', start, end);
    return Buffer.from(this.text.slice(start, end), 'utf16le').toString('utf16le');
  }

  #escaped(start: number): string {
    let end = start;
    while (this.text.charCodeAt(end) !== QUOTE) {
      if (end >= this.text.length) throw SURPRISE;
      end += this.text[end] === '\\' ? 2 : 1;
    }
    this.at = end + 1;
    try {
      return JSON.parse(this.text.slice(start - 1, end + 1));
    } catch {
      throw SURPRISE;
    }
  }

  literal(): unknown {
    LITERAL.lastIndex = this.at;
    const match = LITERAL.exec(this.text);
    if (match === null) throw SURPRISE;
    this.at = LITERAL.lastIndex;
    return JSON.parse(match[0]);
  }

  expect(code: number): void {
    if (this.text.charCodeAt(this.at) !== code) throw SURPRISE;
    this.at += 1;
  }

  skips(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at += 1;
    return true;
  }

  skipsText(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  /** Whether another member follows, and not the end. */
  goesOn(end: number): boolean {
    const code = this.text.charCodeAt(this.at);
    if (code !== COMMA && code !== end) throw SURPRISE;
    this.at += 1;
    return code === COMMA;
  }
}
