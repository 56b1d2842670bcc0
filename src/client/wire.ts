import { addressOf } from './address.ts';
import type { CommandKind } from './codec/commands.ts';
import { readJson } from './codec/read-json.ts';
import { OUTPUTS } from './codec/shapes.ts';

/**
 * Between a command and the network: our codec in the place of the SDK's. The SDK builds, signs, sends and repeats the
 * request; we write its body straight from native values, and read native values straight from the answer. Errors, and
 * every answer that is not as expected, go the SDK's own way.
 *
 * It is middleware on one command, so nothing of the client changes: neither its stack nor what other commands do.
 */
export function addWire(
  stack: Stack,
  kind: CommandKind,
  config: WireConfig,
  { bodyOf, outputOf, longWay }: WireForms,
): void {
  stack.addRelativeTo(
    (next) => async (args) => {
      const written = bodyOf(args.input);
      if (written === undefined) return next(args);
      const { body, native } = written;
      // The SDK makes a request of next to nothing, which takes it no time; the input is put back behind it.
      const wire: Wire = { body, input: args.input, answer: NOTHING };
      return next({ ...args, input: addressOf(kind, native), [WIRE]: wire });
    },
    { ...PLACE, name: 'monotableWrite', relation: 'before', toMiddleware: 'serializerMiddleware' },
  );
  stack.addRelativeTo(
    (next) => async (args) => {
      const wire = args[WIRE];
      if (wire === undefined || args.request === undefined) return next(args);
      args.request.body = wire.body;
      return next({ ...args, input: wire.input });
    },
    { ...PLACE, name: 'monotableBody', relation: 'after', toMiddleware: 'serializerMiddleware' },
  );
  stack.addRelativeTo(
    (next) => async (args) => {
      const result = await next(args);
      const wire = args[WIRE];
      if (wire === undefined || result.output === undefined) return result;
      const { $metadata } = result.output;
      result.output =
        wire.output === undefined
          ? longWay(result.output)
          : outputOf(Object.assign(wire.output, { $metadata }), wire.answer);
      return result;
    },
    { ...PLACE, name: 'monotableOutput', relation: 'before', toMiddleware: 'deserializerMiddleware' },
  );
  stack.addRelativeTo(
    (next) => async (args) => {
      const result = await next(args);
      const wire = args[WIRE];
      const { response } = result;
      if (wire === undefined || response?.statusCode !== 200) return result;
      const bytes = await collected(response.body, config);
      wire.answer = bytes;
      wire.output = readJson(bytes, OUTPUTS[kind]) as Wire['output'];
      if (wire.output !== undefined)
        traffic.set(wire.output, { sent: wire.body.byteLength, received: bytes.byteLength });
      response.body = wire.output === undefined ? bytes : NOTHING;
      return result;
    },
    { ...PLACE, name: 'monotableRead', relation: 'after', toMiddleware: 'deserializerMiddleware' },
  );
}

/** The bytes of the bodies that went over the network for an output. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
}

const traffic = new WeakMap<object, Traffic>();

/** Of an output with native values; `undefined` for one that came another way. */
export function trafficOf(output: object): Traffic | undefined {
  return traffic.get(output);
}

/** What the command's input and output look like to everybody else. */
export interface WireForms {
  /** The body for an input; `undefined` where the SDK shall write it. */
  readonly bodyOf: (input: unknown) => { readonly body: Uint8Array; readonly native: object } | undefined;
  /** The output for native values, which hold the `$metadata` as well. */
  readonly outputOf: (native: object, answer: Uint8Array) => object;
  /** The output for one that the SDK has read. */
  readonly longWay: (output: object) => object;
}

/** Whether the client speaks the JSON that our codec writes: another protocol may be set. */
export function speaksJson({ protocol, streamCollector }: WireConfig): boolean {
  return protocol?.getShapeId?.() === 'aws.protocols#awsJson1_0' && typeof streamCollector === 'function';
}

async function collected(body: unknown, { streamCollector }: WireConfig): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  return body === undefined || body === null ? NOTHING : streamCollector(body);
}

const NOTHING = new Uint8Array();
const PLACE = { override: true } as const;

/** One request on its way; middleware hands its arguments on, with what it does not know. */
const WIRE = Symbol('monotable');

interface Wire {
  readonly body: Uint8Array;
  readonly input: unknown;
  /** The bytes of the answer, and what they say; `undefined` where that is for the SDK to read. */
  answer: Uint8Array;
  output?: { [name: string]: unknown } | undefined;
}

/** What is read of a client's settings. */
export interface WireConfig {
  readonly protocol?: { getShapeId?(): string };
  readonly streamCollector: (stream: unknown) => Promise<Uint8Array>;
  readonly logger?: { readonly constructor?: { readonly name?: string } };
}

/** The SDK's classes as far as they are used here; their own types differ from command to command. */
export type CommandClass = new (input: object) => Command;

/** See `CommandClass`. */
export interface Command {
  readonly input: object;
  readonly middlewareStack: Stack;
  resolveMiddleware(
    clientStack: Stack,
    config: WireConfig,
    options: object | undefined,
  ): (command: Command) => Promise<Result>;
}

/** See `CommandClass`. */
export interface Stack {
  addRelativeTo(
    middleware: (next: (args: Arguments) => Promise<Result>) => (args: Arguments) => Promise<Result>,
    options: object,
  ): void;
  add(
    middleware: (next: (args: Arguments) => Promise<Result>) => (args: Arguments) => Promise<Result>,
    options: object,
  ): void;
  concat(other: Stack): Stack;
  /** `name - step` of each. */
  identify(): string[];
}

/** What middleware gets. */
export interface Arguments {
  readonly input: unknown;
  readonly request?: { body?: unknown };
  readonly [WIRE]?: Wire;
}

/** What middleware gives. */
export interface Result {
  readonly response?: { readonly statusCode?: number; body?: unknown };
  output?: { readonly $metadata?: object };
}
