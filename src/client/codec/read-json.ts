import { bytesOf, isBase64 } from './bytes.ts';
import { unknownType } from './decode.ts';
import { JsonText, SURPRISE } from './json-text.ts';
import { decodeNumber } from './number.ts';
import { setOwn } from './set-own.ts';
import type { Shape } from './shapes.ts';

/**
 * Reads an answer of the service straight into native values, in about half the time that it takes to parse the JSON and
 * to decode what comes out of it. `undefined` for anything but the compact JSON that the service writes: it is then to be
 * read the long way, which knows what is wrong with it.
 *
 * @throws MonotableError when a value has a type that DynamoDB did not have when this was written.
 */
export function readJson(bytes: Uint8Array, shape: Shape): unknown {
  const reader = new AnswerReader(bytes);
  try {
    return reader.answer(shape);
  } catch (error) {
    if (error === SURPRISE) return undefined;
    throw error;
  }
}

const QUOTE = 0x22;
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

class AnswerReader {
  readonly #json: JsonText;
  /**
   * By level, the names of the item or map before, in order: as a rule this one has the same, and text that is known need not
   * be cut out.
   */
  readonly #names: string[][] = [];
  #level = 0;

  constructor(bytes: Uint8Array) {
    this.#json = new JsonText(bytes);
  }

  answer(shape: Shape): unknown {
    if (this.#json.text.charCodeAt(0) !== OPEN) throw SURPRISE;
    const answer = this.#part(shape);
    if (this.#json.at !== this.#json.text.length) throw SURPRISE;
    return answer;
  }

  #part(shape: Shape | undefined): unknown {
    const code = this.#json.text.charCodeAt(this.#json.at);
    if (code === OPEN) {
      if (shape === 'item' || shape === 'complete') return this.#item();
      if (shape === 'value') return this.#value();
      return this.#object(shape);
    }
    if (typeof shape === 'string') throw SURPRISE;
    if (code === OPEN_LIST) {
      const inner = innerShape(shape);
      return this.#list(() => this.#present(inner));
    }
    if (code === QUOTE) return this.#json.string();
    return this.#json.literal();
  }

  /** A list has no gaps. */
  #present(shape: Shape | undefined): unknown {
    if (this.#json.skipsText('null')) throw SURPRISE;
    return this.#part(shape);
  }

  #object(shape: Shape | undefined): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    const fields = typeof shape === 'object' && 'fields' in shape ? shape.fields : undefined;
    const inner = innerShape(shape);
    this.#members((name) => {
      const own = fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : inner;
      // To the SDK, too, nothing is there then.
      if (!this.#json.skipsText('null')) setOwn(object, name, this.#part(own));
    });
    return object;
  }

  #item(): Record<string, unknown> {
    const item: Record<string, unknown> = {};
    this.#json.expect(OPEN);
    if (this.#json.skips(CLOSE)) return item;
    const names = this.#names[this.#level] ?? [];
    this.#names[this.#level] = names;
    this.#level += 1;
    let place = 0;
    do {
      const known = names[place];
      const name = known !== undefined && this.#json.skipsName(known) ? known : this.#json.name();
      names[place] = name;
      place += 1;
      setOwn(item, name, this.#value());
    } while (this.#json.goesOn(CLOSE));
    this.#level -= 1;
    return item;
  }

  /** `{"S":"text"}`. */
  #value(): unknown {
    this.#json.expect(OPEN);
    const value = this.#typed();
    this.#json.expect(CLOSE);
    return value;
  }

  /** The type is looked at letter by letter: to cut it out takes longer than to read most values. */
  #typed(): unknown {
    const text = this.#json.text;
    const at = this.#json.at;
    if (text.charCodeAt(at) !== QUOTE) throw SURPRISE;
    const letter = text.charCodeAt(at + 1);
    if (text.charCodeAt(at + 2) === QUOTE) {
      if (text.charCodeAt(at + 3) !== COLON) throw SURPRISE;
      this.#json.at = at + 4;
      switch (letter) {
        case LETTER_S:
          return this.#json.string();
        case LETTER_N:
          return decodeNumber(this.#json.string());
        case LETTER_M:
          return this.#item();
        case LETTER_L:
          return this.#values();
        case LETTER_B:
          return this.#binary();
      }
      this.#json.at = at;
    }
    const type = this.#json.name();
    switch (type) {
      case 'BOOL':
        if (this.#json.skipsText('true')) return true;
        if (this.#json.skipsText('false')) return false;
        throw SURPRISE;
      case 'NULL':
        if (this.#json.skipsText('true')) return null;
        throw SURPRISE;
      case 'SS':
        return new Set(this.#list(() => this.#json.string()));
      case 'NS':
        return new Set(this.#list(() => decodeNumber(this.#json.string())));
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
    const text = this.#json.string();
    if (!isBase64(text)) throw SURPRISE;
    return bytesOf(text);
  }

  #list<T>(member: () => T): T[] {
    const list: T[] = [];
    this.#json.expect(OPEN_LIST);
    if (this.#json.skips(CLOSE_LIST)) return list;
    do list.push(member());
    while (this.#json.goesOn(CLOSE_LIST));
    return list;
  }

  #members(member: (name: string) => void): void {
    this.#json.expect(OPEN);
    if (this.#json.skips(CLOSE)) return;
    do member(this.#json.name());
    while (this.#json.goesOn(CLOSE));
  }
}

function innerShape(shape: Shape | undefined): Shape | undefined {
  return typeof shape === 'object' && 'each' in shape ? shape.each : undefined;
}
