import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';

// The SDK's own translation and not ours: a mock must not share a mistake with what it tests.

type Native = Record<string, unknown>;

/** The two kinds of client that a user may mock. */
export const CLIENT_KINDS = ['DynamoDBDocumentClient', 'DynamoDBClient'] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

const settings = { region: 'eu-north-1', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } };

/** A mocked client that is told, and tells, native values, whichever kind it is. */
export function mockedClient(kind: ClientKind) {
  const base = new DynamoDBClient(settings);
  const client = kind === 'DynamoDBClient' ? base : DynamoDBDocumentClient.from(base);
  const mock = mockClient(client as DynamoDBClient);
  const encoded = kind === 'DynamoDBClient';
  return {
    client,
    mock,
    /** Answers each request with what `answer` makes of its input and its place in the row. */
    answers(answer: (input: Native, place: number) => Native | Promise<Native>) {
      let place = -1;
      mock.callsFake(async (input: Native) => {
        place += 1;
        const output = await answer(encoded ? translated(input, decode) : input, place);
        return encoded ? translated(output, encode) : output;
      });
    },
    /** Answers the requests one after the other; one too many fails. */
    answersInTurn(...outputs: Native[]) {
      this.answers((_, place) => {
        const output = outputs[place];
        if (output === undefined) throw new Error(`No answer is left for request ${place + 1}`);
        return output;
      });
    },
    /** What was sent so far. */
    sent(): { readonly command: string; readonly input: Native; readonly options: unknown }[] {
      return mock.calls().map(({ args }) => {
        const [command, options] = args as readonly [{ readonly input: unknown }, unknown?];
        return {
          command: command.constructor.name,
          input: encoded ? translated(command.input as Native, decode) : (command.input as Native),
          options,
        };
      });
    },
  };
}

export type MockedClient = ReturnType<typeof mockedClient>;

const MAPS = [
  'Key',
  'Item',
  'Attributes',
  'ExclusiveStartKey',
  'LastEvaluatedKey',
  'ExpressionAttributeValues',
];

function translated(part: Native, translate: (map: Native) => Native): Native {
  const copy = { ...part };
  for (const name of MAPS) if (copy[name] !== undefined) copy[name] = translate(copy[name] as Native);
  if (copy.Items !== undefined) copy.Items = (copy.Items as Native[]).map(translate);
  return copy;
}

function encode(map: Native): Native {
  return marshall(map) as Native;
}

function decode(map: Native): Native {
  return unmarshall(map as never);
}
