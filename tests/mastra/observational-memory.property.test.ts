import { types } from 'node:util';
import { InMemoryStore, type MemoryStorage, type ObservationalMemoryRecord } from '@mastra/core/storage';
import fc from 'fast-check';
import { ObservationalMemory } from '../../src/mastra/observational-memory/observational-memory.ts';
import { describeMastra } from './databases.ts';
import { chunk, ofThread } from './observation-samples.ts';

/** Records and results of either store have these methods alone in common. */
type Memory = Pick<MemoryStorage, Extract<keyof MemoryStorage, keyof ObservationalMemory>>;

/** Later times are those of the stores' clocks. */
const LONG_AGO = Date.UTC(2001);
const time = fc.integer({ min: 0, max: 1_000 }).map((second) => new Date(second * 1_000));
const thread = fc.constantFrom('a', 'b');
/** Which of the records made so far. */
const which = fc.nat(30);
const tokens = fc.constantFrom(0, 1, 100, 500, 900, 2_000);
const text = fc.constantFrom('', 'one', 'one\ntwo', 'one\ntwo\n\nthree ', 'ü🌍');
const flag = fc.constantFrom(
  'setReflectingFlag' as const,
  'setObservingFlag' as const,
  'setBufferingReflectionFlag' as const,
  'setBufferingObservationFlag' as const,
);
const config = fc.dictionary(
  fc.constantFrom('x', 'y', 'z'),
  fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)),
  { noNullPrototype: true },
);

/** Those that most depends on are drawn more often. */
const call = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('begin' as const), thread, config }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('insert' as const), thread, which, count: fc.nat(4) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('observe' as const),
      which,
      text,
      tokens,
      time,
      ids: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('buffer' as const), which, text, tokens, cycle: fc.nat(6), time }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ do: fc.constant('swap' as const), which, pending: tokens, threshold: tokens },
      ...{ ratio: fc.constantFrom(0, 0.2, 0.5, 0.7, 1), force: fc.boolean() },
      ...{ weights: fc.option(fc.array(tokens, { minLength: 1 })), time: fc.option(time) },
    }),
  },
  fc.record({ do: fc.constant('reflect' as const), which, text, tokens }),
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('bufferReflection' as const), which, text, tokens, lines: fc.nat(3) },
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('swapReflection' as const), which, tokens }) },
  fc.record({ do: fc.constant('flag' as const), which, flag, on: fc.boolean(), tokens: fc.option(tokens) }),
  fc.record({ do: fc.constant('pending' as const), which, tokens }),
  fc.record({ do: fc.constant('configure' as const), which, config }),
  fc.record({
    ...{ do: fc.constant('history' as const), thread },
    ...{ offset: fc.option(fc.nat(4)), limit: fc.option(fc.nat(4)) },
  }),
  fc.record({ do: fc.constant('clear' as const), thread }),
);
type Call = typeof call extends fc.Arbitrary<infer C> ? C : never;

/** One store, and the records that were made in it, in the order of their making. */
class Run {
  readonly #memory: Memory;
  readonly #run: string;
  readonly #made: ObservationalMemoryRecord[] = [];

  constructor(memory: Memory, run: string) {
    this.#memory = memory;
    this.#run = run;
  }

  /** What a call gives, or why it gives nothing, in a form that is the same for both stores. */
  async outcome(step: Call, number: number): Promise<unknown> {
    try {
      return this.#plain(await this.#do(step, number));
    } catch (error) {
      return String(error).match(/not found|No buffered reflection to swap|$/)?.[0] || error;
    }
  }

  /** Everything that can be read. */
  async state(): Promise<unknown> {
    const read = ['a', 'b'].map(async (name) => ({
      head: await this.#memory.getObservationalMemory(this.#thread(name), 'r'),
      history: await this.#memory.getObservationalMemoryHistory(this.#thread(name), 'r'),
    }));
    return this.#plain(await Promise.all(read));
  }

  async #do(step: Call, number: number): Promise<unknown> {
    const memory = this.#memory;
    if (step.do === 'begin') {
      const present = await memory.getObservationalMemory(this.#thread(step.thread), 'r');
      const input = { ...ofThread(this.#thread(step.thread), 'r'), config: defined(step.config) };
      return present ?? this.#keep(await memory.initializeObservationalMemory(input));
    }
    if (step.do === 'history') {
      const { offset, limit } = step;
      const options = offset === null ? {} : { offset };
      return memory.getObservationalMemoryHistory(
        this.#thread(step.thread),
        'r',
        limit ?? undefined,
        options,
      );
    }
    if (step.do === 'clear') return memory.clearObservationalMemory(this.#thread(step.thread), 'r');
    const made = this.#made[step.which % Math.max(1, this.#made.length)];
    if (made === undefined) return memory.setObservingFlag('nobody', true);
    const { id } = made;
    const current = await this.#present(made);
    switch (step.do) {
      case 'insert': {
        const record = { ...current, id: `${this.#run} ${number}`, threadId: this.#thread(step.thread) };
        return memory.insertObservationalMemoryRecord(this.#keep({ ...record, generationCount: step.count }));
      }
      case 'observe': {
        const observed = { id, observations: step.text, tokenCount: step.tokens, lastObservedAt: step.time };
        return memory.updateActiveObservations({
          ...observed,
          ...(step.ids && { observedMessageIds: [step.text] }),
        });
      }
      case 'buffer': {
        const { text: observations, tokens: messageTokens, time: lastObservedAt } = step;
        const given = chunk(`c${step.cycle}`, { observations, messageTokens, lastObservedAt });
        return memory.updateBufferedObservations({ id, chunk: given, lastBufferedAtTime: step.time });
      }
      case 'swap': {
        const bufferedChunks = current.bufferedObservationChunks?.map((one, index) => ({
          ...one,
          messageTokens: step.weights?.[index] ?? one.messageTokens,
        }));
        return memory.swapBufferedToActive({
          ...{ id, activationRatio: step.ratio, messageTokensThreshold: step.threshold },
          ...{ currentPendingTokens: step.pending, forceMaxActivation: step.force },
          ...(step.time && { lastObservedAt: step.time }),
          ...(step.weights && bufferedChunks && { bufferedChunks }),
        });
      }
      case 'reflect':
        return this.#keep(
          await memory.createReflectionGeneration({
            ...{ currentRecord: current, reflection: step.text, tokenCount: step.tokens },
          }),
        );
      case 'bufferReflection':
        return memory.updateBufferedReflection({
          ...{ id, reflection: step.text, tokenCount: step.tokens, inputTokenCount: 2 * step.tokens },
          reflectedObservationLineCount: step.lines,
        });
      case 'swapReflection':
        return this.#keep(
          await memory.swapBufferedReflectionToActive({ currentRecord: current, tokenCount: step.tokens }),
        );
      case 'flag':
        return step.flag === 'setBufferingObservationFlag'
          ? memory.setBufferingObservationFlag(id, step.on, step.tokens ?? undefined)
          : memory[step.flag](id, step.on);
      case 'pending':
        return memory.setPendingMessageTokens(id, step.tokens);
      case 'configure':
        return memory.updateObservationalMemoryConfig({ id, config: step.config });
    }
  }

  #thread(name: string): string {
    return `${this.#run}-${name}`;
  }

  /** The store in memory goes on to change what it gives. */
  #keep(record: ObservationalMemoryRecord): ObservationalMemoryRecord {
    this.#made.push(structuredClone(record));
    return structuredClone(record);
  }

  /** A record as it is now; as it was made, when it is cleared. */
  async #present(made: ObservationalMemoryRecord): Promise<ObservationalMemoryRecord> {
    const history = await this.#memory.getObservationalMemoryHistory(made.threadId, made.resourceId);
    return structuredClone(history.find(({ id }) => id === made.id) ?? made);
  }

  #plain(value: unknown): unknown {
    // Not instanceof: structuredClone makes the dates of another realm.
    if (types.isDate(value)) return value.getTime() < LONG_AGO ? value.toISOString() : 'now';
    if (Array.isArray(value)) return Array.from(value, (member) => this.#plain(member));
    if (typeof value === 'string') {
      const index = this.#made.findIndex(({ id }) => id === value);
      return index === -1 ? value.replace(/ombuf-.*/, 'ombuf') : `record ${index}`;
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(defined(value)).map(([name, one]) => [name, this.#plain(one)]));
  }
}

/** An object as JSON keeps it. */
function defined(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

describeMastra('observational memory beside that in memory', (engine) => {
  const onOne = engine.name === 'dynoxide' ? test : test.skip;

  onOne('gives the same for the same calls', async () => {
    const ours = new ObservationalMemory(await engine.open());
    const theirs = (await new InMemoryStore().getStore('memory')) as MemoryStorage;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 10, maxLength: 40, size: 'max' }), async (steps) => {
        runs += 1;
        const name = `run ${runs}`;
        const own = new Run(ours, name);
        const other = new Run(theirs, name);
        for (const [number, step] of steps.entries()) {
          const expected = await other.outcome(step, number);
          expect({ step, gives: await own.outcome(step, number) }).toEqual({ step, gives: expected });
        }
        expect(await own.state()).toEqual(await other.state());
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
