import { unknownType } from './decode.ts';
import { decodeNumber } from './number.ts';
import type { Shape } from './shapes.ts';

/**
 * Reads an answer of the service straight into native values, in about half the time that it takes to parse the JSON and
 * to decode what comes out of it. `undefined` for anything but the compact JSON that the service writes: it is then to be
 * read the long way, which knows what is wrong with it.
 *
 * @throws MonotableError when a value has a type that DynamoDB did not have when this was written.
 */
export function readJson(bytes: Uint8Array, shape: Shape): unknown {
  const reader = new JsonReader(bytes);
  try {
    return reader.answer(shape);
  } catch (error) {
    if (error === SURPRISE) return undefined;
    throw error;
  }
}

/** Thrown, and never seen: one object, because a trace costs more than the reading. */
const SURPRISE = new Error('not compact JSON');

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const LETTER_B = 0x42;
const LETTER_L = 0x4c;
const LETTER_M = 0x4d;
const LETTER_N = 0x4e;
const LETTER_S = 0x53;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const LITERAL = /true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** V8 makes a slice of so many characters a view that keeps the whole text alive. */
const LEAST_VIEW = 13;

class JsonReader {
  readonly #buffer: Buffer;
  readonly #text: string;
  /** One byte is one character: places in the text are places in the buffer. */
  readonly #ascii: boolean;
  #at = 0;
  /** Where the next backslash stands, at the end if there is none. */
  #escape = -1;
  /** The names of the item before, in order: as a rule this one has the same, and text that is known need not be cut out. */
  #names: string[] = [];

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#text = this.#buffer.toString();
    this.#ascii = this.#text.length === bytes.byteLength;
  }

  answer(shape: Shape): unknown {
    const answer = this.#part(shape);
    if (this.#at !== this.#text.length) throw SURPRISE;
    return answer;
  }

  #part(shape: Shape | undefined): unknown {
    const code = this.#text.charCodeAt(this.#at);
    if (code === OPEN) {
      if (shape === 'item' || shape === 'complete') return this.#item();
      if (shape === 'value') return this.#value();
      return this.#object(shape);
    }
    if (code === OPEN_LIST) {
      const inner = innerShape(shape);
      return this.#list(() => this.#part(inner));
    }
    if (code === QUOTE) return this.#string();
    return this.#literal();
  }

  #object(shape: Shape | undefined): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    const fields = typeof shape === 'object' && 'fields' in shape ? shape.fields : undefined;
    const inner = innerShape(shape);
    this.#members((name) => {
      const own = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : inner;
      setOwn(object, name, this.#part(own));
    });
    return object;
  }

  #item(): Record<string, unknown> {
    const item: Record<string, unknown> = {};
    this.#expect(OPEN);
    if (this.#skips(CLOSE)) return item;
    const names = this.#names;
    let place = 0;
    do {
      const known = names[place];
      const name = known !== undefined && this.#skipsName(known) ? known : this.#name();
      names[place] = name;
      place += 1;
      const value = this.#value();
      if (name === '__proto__') setOwn(item, name, value);
      else item[name] = value;
    } while (this.#goesOn(CLOSE));
    return item;
  }

  /** `{"S":"text"}`. */
  #value(): unknown {
    this.#expect(OPEN);
    const value = this.#typed();
    this.#expect(CLOSE);
    return value;
  }

  /** The type is looked at letter by letter: to cut it out takes longer than to read most values. */
  #typed(): unknown {
    const text = this.#text;
    const at = this.#at;
    if (text.charCodeAt(at) !== QUOTE) throw SURPRISE;
    const letter = text.charCodeAt(at + 1);
    if (text.charCodeAt(at + 2) === QUOTE) {
      if (text.charCodeAt(at + 3) !== COLON) throw SURPRISE;
      this.#at = at + 4;
      switch (letter) {
        case LETTER_S:
          return this.#string();
        case LETTER_N:
          return decodeNumber(this.#string());
        case LETTER_M:
          return this.#item();
        case LETTER_L:
          return this.#values();
        case LETTER_B:
          return this.#binary();
      }
      this.#at = at;
    }
    const type = this.#name();
    switch (type) {
      case 'BOOL':
        if (this.#skipsText('true')) return true;
        if (this.#skipsText('false')) return false;
        throw SURPRISE;
      case 'NULL':
        if (this.#skipsText('true')) return null;
        throw SURPRISE;
      case 'SS':
        return new Set(this.#list(() => this.#string()));
      case 'NS':
        return new Set(this.#list(() => decodeNumber(this.#string())));
      case 'BS':
        return new Set(this.#list(() => this.#binary()));
      default:
        throw unknownType(type);
    }
  }

  #values(): unknown[] {
    return this.#list(() => this.#value());
  }

  #binary(): Uint8Array {
    // A copy: small Buffers share one block of memory.
    return new Uint8Array(Buffer.from(this.#string(), 'base64'));
  }

  #list<T>(member: () => T): T[] {
    const list: T[] = [];
    this.#expect(OPEN_LIST);
    if (this.#skips(CLOSE_LIST)) return list;
    do list.push(member());
    while (this.#goesOn(CLOSE_LIST));
    return list;
  }

  #members(member: (name: string) => void): void {
    this.#expect(OPEN);
    if (this.#skips(CLOSE)) return;
    do member(this.#name());
    while (this.#goesOn(CLOSE));
  }

  #name(): string {
    const name = this.#string();
    this.#expect(COLON);
    return name;
  }

  /** Whether `"name":` stands here. */
  #skipsName(name: string): boolean {
    const text = this.#text;
    let at = this.#at;
    if (text.charCodeAt(at) !== QUOTE) return false;
    for (let place = 0; place < name.length; place += 1) {
      at += 1;
      if (text.charCodeAt(at) !== name.charCodeAt(place)) return false;
    }
    // A name with a quote or a backslash in it stands there in another form.
    if (text.charCodeAt(at + 1) !== QUOTE || text.charCodeAt(at + 2) !== COLON) return false;
    this.#at = at + 3;
    return true;
  }

  #string(): string {
    this.#expect(QUOTE);
    const start = this.#at;
    const end = this.#text.indexOf('"', start);
    if (end === -1) throw SURPRISE;
    if (this.#escape < start) this.#escape = this.#find('\\', start);
    if (this.#escape < end) return this.#escaped(start);
    this.#at = end + 1;
    return end - start < LEAST_VIEW ? this.#text.slice(start, end) : this.#copy(start, end);
  }

  #find(character: string, start: number): number {
    const at = this.#text.indexOf(character, start);
    return at === -1 ? this.#text.length : at;
  }

  /** The text by itself, so that whoever keeps it does not keep the answer. */
  #copy(start: number, end: number): string {
    if (this.#ascii) return this.#buffer.toString('latin1', start, end);
    return Buffer.from(this.#text.slice(start, end), 'utf16le').toString('utf16le');
  }

  #escaped(start: number): string {
    let end = start;
    while (this.#text.charCodeAt(end) !== QUOTE) {
      if (end >= this.#text.length) throw SURPRISE;
      end += this.#text[end] === '\\' ? 2 : 1;
    }
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start - 1, end + 1));
    } catch {
      throw SURPRISE;
    }
  }

  #literal(): unknown {
    LITERAL.lastIndex = this.#at;
    const match = LITERAL.exec(this.#text);
    if (match === null) throw SURPRISE;
    this.#at = LITERAL.lastIndex;
    return JSON.parse(match[0]);
  }

  #expect(code: number): void {
    if (this.#text.charCodeAt(this.#at) !== code) throw SURPRISE;
    this.#at += 1;
  }

  #skips(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false;
    this.#at += 1;
    return true;
  }

  #skipsText(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  /** Whether another member follows, and not the end. */
  #goesOn(end: number): boolean {
    const code = this.#text.charCodeAt(this.#at);
    if (code !== COMMA && code !== end) throw SURPRISE;
    this.#at += 1;
    return code === COMMA;
  }
}

function innerShape(shape: Shape | undefined): Shape | undefined {
  return typeof shape === 'object' && 'each' in shape ? shape.each : undefined;
}

/** Assigned, `__proto__` would replace the object's prototype. */
function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
}
