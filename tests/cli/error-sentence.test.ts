import type { Connected } from '../../src/cli/connected.ts';
import { errorSentence } from '../../src/cli/error-sentence.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { RequestError } from '../../src/index.ts';

const connected = { place: 'aws eu-west-1', db: { tableName: 'shop' } } as Connected;

function failure(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

test.each<[string, unknown, string]>([
  ['an error of the toolkit', new RequestError('limit is 1 or more, not 0.'), 'limit is 1 or more, not 0.'],
  ['a wrong use', new UsageError('Say one of them.'), 'Say one of them.'],
  ['a plain error', new Error('The file a is empty.'), 'The file a is empty.'],
  ['any other error', failure('TypeError', 'x is no function'), 'TypeError: x is no function'],
  ['what is no error', 7, 'Something that is no error was thrown: 7'],
  [
    'a refused connection',
    failure('Error', 'connect ECONNREFUSED 127.0.0.1:8000', { code: 'ECONNREFUSED' }),
    'Nothing answers at aws eu-west-1 (ECONNREFUSED): is the server running, and the network there?',
  ],
  [
    'a refused connection of each address of a name',
    failure('AggregateError', '', { errors: [failure('Error', 'connect', { code: 'ECONNREFUSED' })] }),
    'Nothing answers at aws eu-west-1 (ECONNREFUSED): is the server running, and the network there?',
  ],
  [
    'an unknown host, wrapped',
    new Error('request failed', { cause: failure('Error', 'getaddrinfo', { code: 'ENOTFOUND' }) }),
    'Nothing answers at aws eu-west-1 (ENOTFOUND): is the server running, and the network there?',
  ],
  [
    'missing credentials',
    failure('CredentialsProviderError', 'Could not load credentials from any providers'),
    'There are no AWS credentials (Could not load credentials from any providers): set AWS_PROFILE, sign in, or name a local server with --endpoint.',
  ],
  [
    'a missing Region',
    new Error('Region is missing'),
    'No Region is known: say it with --region, in the config, or as AWS_REGION; or name a local server with --endpoint.',
  ],
  [
    'a missing table',
    failure('ResourceNotFoundException', 'Requested resource not found'),
    'There is no table shop at aws eu-west-1, or not all of it (Requested resource not found): "monotable table check" says what is there.',
  ],
  [
    'expired credentials',
    failure('ExpiredTokenException', 'The security token included in the request is expired'),
    'aws eu-west-1 does not take the credentials (ExpiredTokenException: The security token included in the request is expired): sign in again, or set AWS_PROFILE.',
  ],
  [
    'a missing permission',
    failure('AccessDeniedException', 'User: x is not authorized'),
    'aws eu-west-1 does not allow it: User: x is not authorized. "monotable table print --format iam" shows a policy.',
  ],
])('%s', (_, error, sentence) => {
  expect(errorSentence(error, connected)).toBe(sentence);
});
