import { type Place, type PlaceOptions, placeOf } from '../../src/cli/place.ts';

const LOCAL = 'http://127.0.0.1:8000';
const OTHER = 'http://127.0.0.1:9000';
const REGION = 'eu-west-1';

interface Case {
  readonly said?: PlaceOptions;
  readonly config?: PlaceOptions;
  readonly variable?: string;
}

const placed = ({ said = {}, config = {}, variable }: Case, writes: boolean): Place =>
  placeOf(said, config, variable, writes);

test.each<[string, Case, Place]>([
  ['an option', { said: { endpoint: LOCAL } }, { endpoint: LOCAL, region: 'local' }],
  ['the environment', { variable: LOCAL }, { endpoint: LOCAL, region: 'local' }],
  ['the config', { config: { endpoint: LOCAL } }, { endpoint: LOCAL, region: 'local' }],
  [
    'an option before the environment',
    { said: { endpoint: LOCAL }, variable: OTHER },
    { endpoint: LOCAL, region: 'local' },
  ],
  [
    'the environment before the config',
    { variable: LOCAL, config: { endpoint: OTHER } },
    { endpoint: LOCAL, region: 'local' },
  ],
  [
    '--aws before both',
    { said: { aws: true }, variable: LOCAL, config: { endpoint: OTHER } },
    { endpoint: undefined, region: undefined },
  ],
  [
    'the Region of an option',
    { said: { endpoint: LOCAL, region: REGION } },
    { endpoint: LOCAL, region: REGION },
  ],
  [
    'the Region of the config with its endpoint',
    { config: { endpoint: LOCAL, region: REGION } },
    { endpoint: LOCAL, region: REGION },
  ],
  [
    'the Region of the config for AWS',
    { said: { aws: true }, config: { region: REGION } },
    { endpoint: undefined, region: REGION },
  ],
  // It is that of AWS, and a local server may keep the tables of each Region apart.
  [
    'not the Region of the config with another endpoint',
    { said: { endpoint: LOCAL }, config: { region: REGION } },
    { endpoint: LOCAL, region: 'local' },
  ],
  ['no empty variable', { said: { aws: true }, variable: '' }, { endpoint: undefined, region: undefined }],
])('a command goes by %s, whether it writes or not', (_, given, place) => {
  expect(placed(given, false)).toEqual(place);
  expect(placed(given, true)).toEqual(place);
});

test('a command that reads goes to AWS when nothing else is said', () => {
  expect(placed({ said: { region: REGION }, config: { region: 'us-east-1' } }, false)).toEqual({
    endpoint: undefined,
    region: REGION,
  });
});

test.each<[string, Case]>([
  ['nothing', {}],
  ['a Region', { said: { region: REGION }, config: { region: REGION } }],
  ['an empty variable', { variable: '' }],
])('a command that writes does not go to AWS by %s', (_, given) => {
  expect(() => placed(given, true)).toThrow(
    'Say where to: --endpoint for a local server, or --aws for the real service, with the credentials of the environment.',
  );
});

test('two places are refused', () => {
  expect(() => placed({ said: { aws: true, endpoint: LOCAL } }, false)).toThrow(
    '--endpoint and --aws are two places; say one of them.',
  );
});

test.each(['here', '127.0.0.1:8000', 'localhost:8000', 'ftp://127.0.0.1'])(
  'the endpoint %s is refused',
  (endpoint) => {
    expect(() => placed({ said: { endpoint } }, false)).toThrow(
      `The endpoint "${endpoint}" is not a URL such as http://127.0.0.1:8000.`,
    );
  },
);
