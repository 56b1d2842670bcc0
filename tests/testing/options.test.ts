import {
  type FaultyOptions,
  faulty,
  type MeteredOptions,
  metered,
  type ScriptedServerOptions,
  startScriptedServer,
  type UnprocessedChoice,
  unprocessed,
} from '../../src/testing/index.ts';

describe('a misspelt option would leave the default in force, so it is refused:', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a rate',
      () => metered({ writePerSecond: 5 } as MeteredOptions),
      'metered has no option "writePerSecond"; there are writesPerSecond, readsPerSecond, perPartition, burstSeconds, partitionKey, now.',
    ],
    [
      'a rate of a partition',
      () => metered({ perPartition: { writes: 5 } } as MeteredOptions),
      'metered: perPartition has no option "writes"; there are writesPerSecond, readsPerSecond.',
    ],
    [
      'a share of faults',
      () => faulty({ lostShare: 0.1 } as FaultyOptions),
      'faulty has no option "lostShare"; there are failureShare, lostAnswerShare, seed.',
    ],
    [
      'the seed of a share',
      () => unprocessed({ share: 0.1, sead: 2 } as UnprocessedChoice),
      'unprocessed has no option "sead"; there are share, seed.',
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new TypeError(message));
  });

  it('the upstream', async () => {
    await expect(startScriptedServer({ endpoint: 'http://x' } as ScriptedServerOptions)).rejects.toThrow(
      new TypeError('startScriptedServer has no option "endpoint"; there are upstream.'),
    );
  });
});

it('a value in the place of options is refused', () => {
  expect(() => metered(5 as MeteredOptions)).toThrow(new TypeError('metered: options are an object, not 5.'));
});
