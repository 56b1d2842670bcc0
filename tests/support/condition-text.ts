/** A reader of DynamoDB's condition grammar, independent of the compiler: evaluates a text against an item. */

type Item = Readonly<Record<string, unknown>>;
type Test = (item: Item) => boolean;
type Operand = (item: Item) => unknown;

const TOKEN = /\s*(#\w+|:\w+|<>|<=|>=|[=<>(),.[\]]|\d+|[A-Za-z_]+)/gy;

/** Whether the item meets the condition; throws on what the service would call a syntax error. */
export function meets(
  text: string,
  names: Readonly<Record<string, string>>,
  values: Readonly<Record<string, unknown>>,
  item: Item,
): boolean {
  const reader = new Reader(tokens(text), names, values);
  const test = reader.or();
  reader.end();
  return test(item);
}

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) throw new Error(`No token at ${at} of ${text}`);
    found.push(match[1]);
  }
  return found;
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #names: Readonly<Record<string, string>>;
  readonly #values: Readonly<Record<string, unknown>>;
  #at = 0;

  constructor(
    tokens: readonly string[],
    names: Readonly<Record<string, string>>,
    values: Readonly<Record<string, unknown>>,
  ) {
    this.#tokens = tokens;
    this.#names = names;
    this.#values = values;
  }

  or(): Test {
    const members = [this.#and()];
    while (this.#take('OR')) members.push(this.#and());
    return (item) => members.some((member) => member(item));
  }

  end(): void {
    if (this.#at < this.#tokens.length)
      throw new Error(`Left over: ${this.#tokens.slice(this.#at).join(' ')}`);
  }

  #and(): Test {
    const members = [this.#not()];
    while (this.#take('AND')) members.push(this.#not());
    return (item) => members.every((member) => member(item));
  }

  #not(): Test {
    if (!this.#take('NOT')) return this.#single();
    const member = this.#not();
    return (item) => !member(item);
  }

  #single(): Test {
    if (this.#take('(')) {
      // The service refuses redundant parentheses.
      const doubled = this.#peek() === '(' && this.#closesAt(this.#at) + 1 === this.#closesAt(this.#at - 1);
      if (doubled) throw new Error('Redundant parentheses');
      const inner = this.or();
      this.#need(')');
      return inner;
    }
    const word = this.#peek();
    if (/^[a-z_]+$/.test(word) && word !== 'size') return this.#function();
    const left = this.#operand();
    if (this.#take('BETWEEN')) {
      const low = this.#operand();
      this.#need('AND');
      const high = this.#operand();
      return (item) =>
        ordered(left(item), low(item), (x, y) => x >= y) && ordered(left(item), high(item), (x, y) => x <= y);
    }
    if (this.#take('IN')) {
      this.#need('(');
      const choices = [this.#operand()];
      while (this.#take(',')) choices.push(this.#operand());
      this.#need(')');
      return (item) => choices.some((choice) => same(left(item), choice(item)));
    }
    const comparator = this.#next();
    const right = this.#operand();
    switch (comparator) {
      case '=':
        return (item) => same(left(item), right(item));
      case '<>':
        return (item) => !same(left(item), right(item));
      case '<':
        return (item) => ordered(left(item), right(item), (x, y) => x < y);
      case '<=':
        return (item) => ordered(left(item), right(item), (x, y) => x <= y);
      case '>':
        return (item) => ordered(left(item), right(item), (x, y) => x > y);
      case '>=':
        return (item) => ordered(left(item), right(item), (x, y) => x >= y);
      default:
        throw new Error(`No comparator: ${comparator}`);
    }
  }

  #function(): Test {
    const name = this.#next();
    this.#need('(');
    const subject = this.#path();
    const operand = this.#take(',') ? this.#operand() : () => undefined;
    this.#need(')');
    return (item) => called(name, subject(item), operand(item));
  }

  #operand(): Operand {
    const token = this.#peek();
    if (token.startsWith(':')) {
      this.#next();
      if (!(token in this.#values)) throw new Error(`No value ${token}`);
      return () => this.#values[token];
    }
    if (this.#take('size')) {
      this.#need('(');
      const path = this.#path();
      this.#need(')');
      return (item) => sizeOf(path(item));
    }
    return this.#path();
  }

  #path(): Operand {
    const steps: (string | number)[] = [this.#name()];
    for (;;) {
      if (this.#take('.')) steps.push(this.#name());
      else if (this.#take('[')) {
        steps.push(Number(this.#next()));
        this.#need(']');
      } else break;
    }
    return (item) => steps.reduce<unknown>((value, step) => stepInto(value, step), item);
  }

  #name(): string {
    const alias = this.#next();
    const name = this.#names[alias];
    if (name === undefined) throw new Error(`No name ${alias}`);
    return name;
  }

  #closesAt(open: number): number {
    let depth = 0;
    for (let at = open; at < this.#tokens.length; at++) {
      if (this.#tokens[at] === '(') depth += 1;
      if (this.#tokens[at] === ')' && --depth === 0) return at;
    }
    throw new Error('Unbalanced parentheses');
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at += 1;
    return true;
  }

  #need(token: string): void {
    if (!this.#take(token)) throw new Error(`Expected ${token}, not ${this.#peek()}`);
  }
}

function stepInto(value: unknown, step: string | number): unknown {
  if (typeof step === 'number') return Array.isArray(value) ? value[step] : undefined;
  const isMap =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Set);
  return isMap ? (value as Item)[step] : undefined;
}

function same(left: unknown, right: unknown): boolean {
  return left !== undefined && typeof left === typeof right && text(left) === text(right);
}

function text(value: unknown): string {
  return value instanceof Set ? `set ${JSON.stringify([...value].sort())}` : JSON.stringify(value);
}

function ordered(
  left: unknown,
  right: unknown,
  compare: (left: string | number, right: string | number) => boolean,
): boolean {
  const comparable = (typeof left === 'string' || typeof left === 'number') && typeof left === typeof right;
  return comparable && compare(left, right as string | number);
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Set) return value.size;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

function called(name: string, subject: unknown, operand: unknown): boolean {
  switch (name) {
    case 'attribute_exists':
      return subject !== undefined;
    case 'attribute_not_exists':
      return subject === undefined;
    case 'attribute_type':
      return typeof subject === (operand === 'S' ? 'string' : operand === 'N' ? 'number' : 'none');
    case 'begins_with':
      return typeof subject === 'string' && subject.startsWith(String(operand));
    case 'contains':
      if (typeof subject === 'string') return typeof operand === 'string' && subject.includes(operand);
      if (subject instanceof Set) return subject.has(operand);
      return Array.isArray(subject) && subject.some((member) => same(member, operand));
    default:
      throw new Error(`No function ${name}`);
  }
}
