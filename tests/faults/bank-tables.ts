import { createTableInput } from '../../src/table/create-table-input.ts';
import { type Attributes, type MemoryTables, memoryTables } from '../../src/testing/index.ts';
import { bank } from '../transactions/bank.ts';

/** One action of a transaction as it stands in the request. */
interface Action {
  readonly TableName: string;
  readonly Item?: Attributes;
  readonly Key?: Attributes;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Attributes;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}
type TransactItems = readonly Readonly<Record<string, Action>>[];

/** API reference, TransactWriteItems: ClientRequestToken. */
const TOKEN_MS = 10 * 60_000;

/**
 * The table of a bank in memory, with transactions on top: all or nothing, each token carried out once and remembered for
 * ten minutes. Of expressions it knows those of a create, of a check, and of an update that adds.
 */
export function bankTables(now = () => Date.now()): MemoryTables {
  const tables = memoryTables(createTableInput(bank));
  const done = new Map<unknown, { readonly content: string; readonly at: number }>();

  function ask(operation: string, body: Readonly<Record<string, unknown>>) {
    return tables.answer({ operation, body, headers: {} }) as { status: number; body: Found };
  }
  const found = ({ TableName, Key, Item = {} }: Action) =>
    ask('GetItem', { TableName, Key: Key ?? { PK: Item.PK, SK: Item.SK } }).body.Item;

  function write(body: Readonly<Record<string, unknown>>) {
    const TransactItems = body.TransactItems as TransactItems;
    const content = JSON.stringify(TransactItems);
    const earlier = done.get(body.ClientRequestToken);
    if (earlier !== undefined && now() - earlier.at < TOKEN_MS) {
      return earlier.content === content ? { status: 200, body: {} } : failed(MISMATCH, {});
    }
    const actions = TransactItems.flatMap((one) => Object.entries(one));
    const CancellationReasons = actions.map(([, action]) => reasonOf(action, found(action)));
    if (CancellationReasons.some(({ Code }) => Code !== 'None')) {
      return failed('TransactionCanceledException', { CancellationReasons });
    }
    const writes = actions.flatMap(([kind, action]) => writeOf(kind, action, found(action)));
    const answer = ask('TransactWriteItems', { TransactItems: writes });
    if (answer.status === 200) done.set(body.ClientRequestToken, { content, at: now() });
    return answer;
  }

  return {
    ...tables,
    answer: (request) => {
      const { operation, body } = request;
      if (operation === 'TransactWriteItems') return write(body);
      if (operation === 'TransactGetItems') {
        const Responses = (body.TransactItems as TransactItems).map(({ Get }) => {
          const Item = Get && found(Get);
          return Item === undefined ? {} : { Item };
        });
        return { status: 200, body: { Responses } };
      }
      const answer = tables.answer(request);
      return operation === 'BatchGetItem' ? { ...answer, body: backwards(answer.body) } : answer;
    },
  };
}

interface Found {
  readonly Item?: Attributes;
}
const MISMATCH = 'IdempotentParameterMismatchException';

function failed(__type: string, fields: object) {
  return { status: 400, body: { __type, Message: `${__type} of the bank.`, ...fields } };
}

/** The service answers in any order. */
function backwards(body: object | string): object {
  const { Responses, ...rest } = body as { Responses?: Record<string, readonly object[]> };
  if (Responses === undefined) return rest;
  const reversed = Object.entries(Responses).map(([name, items]) => [name, [...items].reverse()]);
  return { ...rest, Responses: Object.fromEntries(reversed) };
}

function reasonOf({ ConditionExpression = '', ...action }: Action, item: Attributes | undefined) {
  const holds = /^(|attribute_(not_)?exists\(#n0\))$/.exec(ConditionExpression);
  if (holds === null) throw new Error(`the bank does not know ${ConditionExpression}.`);
  if (holds[1] === '' || (item === undefined) === (holds[2] !== undefined)) return { Code: 'None' };
  const shows = action.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item !== undefined;
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(shows && { Item: item }),
  };
}

/** What an action comes to: a put, a delete, or nothing. */
function writeOf(
  kind: string,
  { TableName, Key, Item, ...action }: Action,
  before: Attributes | undefined,
): object[] {
  if (kind === 'ConditionCheck') return [];
  if (kind === 'Delete') return [{ Delete: { TableName, Key } }];
  if (kind === 'Put') return [{ Put: { TableName, Item } }];
  const [, alias = '', value = ''] = /^ADD (#\w+) (:\w+)$/.exec(action.UpdateExpression ?? '') ?? [];
  const name = action.ExpressionAttributeNames?.[alias];
  if (name === undefined) throw new Error(`the bank does not know ${action.UpdateExpression}.`);
  const sum = Number(before?.[name]?.N ?? 0) + Number(action.ExpressionAttributeValues?.[value]?.N);
  return [{ Put: { TableName, Item: { ...Key, ...before, [name]: { N: String(sum) } } } }];
}
