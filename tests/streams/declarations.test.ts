import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineStream } from '../../src/streams/define-stream.ts';
import { defineTable } from '../../src/table/table.ts';
import { changes, Order, refusal, shop, User } from './shop.ts';

const elsewhere = defineTable({ name: 'elsewhere' });
const Page = defineEntity<{ id: string }>()({
  name: 'Page',
  table: elsewhere,
  keys: { PK: '{id}', SK: 'PAGE' },
});
const other = defineEntity<{ id: string }>()({
  name: 'other',
  table: shop,
  keys: { PK: 'OTHER#{id}', SK: 'O' },
});

it.each<[string, object, string]>([
  ['without entities', { entities: [] }, 'A stream needs an entity or more.'],
  ['over two tables', { entities: [Order, Page] }, 'Stream of shop: Page is in table elsewhere.'],
  ['that names an entity twice', { entities: [Order, User, Order] }, 'Stream of shop names an entity twice.'],
  [
    'of an entity called other',
    { entities: [other] },
    'Stream of shop: an entity called other could not be told from all others.',
  ],
  [
    'with a view that there is not',
    { entities: [Order], view: 'ALL' },
    'Stream of shop: view is "KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", not "ALL".',
  ],
  [
    'with a misspelt option',
    { entities: [Order], views: 'KEYS_ONLY' },
    'A stream has no option "views"; there are entities, view.',
  ],
])('A stream %s is refused', (_, declaration, message) => {
  expect(() => defineStream(declaration as Parameters<typeof defineStream>[0])).toThrow(
    refusal('DeclarationError', message),
  );
});

const nothing = () => undefined;
const all = { Order: nothing, User: nothing, other: nothing };

it.each<[string, object, object, string]>([
  [
    'a misspelt entity',
    { ...all, Ordr: nothing },
    { onFailure: nothing },
    'has no entity "Ordr"; there are handlers for Order, User, other.',
  ],
  [
    'no handler for an entity',
    { Order: nothing, other: nothing },
    { onFailure: nothing },
    'has no handler for User.',
  ],
  [
    'no handler for the others',
    { Order: nothing },
    { onFailure: nothing },
    'has no handler for User, other.',
  ],
  [
    'a handler that is no function',
    { ...all, User: undefined },
    { onFailure: nothing },
    'the handler of User is a function, not undefined.',
  ],
  ['nobody to tell of failures', all, {}, 'onFailure is a function, not undefined.'],
  ['no options', all, undefined as unknown as object, 'options are an object, not undefined.'],
  [
    'a misspelt option',
    all,
    { onFailure: nothing, concurency: 1 },
    'has no option "concurency"; there are onFailure, concurrency.',
  ],
  [
    'a concurrency of nothing',
    all,
    { onFailure: nothing, concurrency: 0 },
    'concurrency is a whole number from 1 on, not 0.',
  ],
])('A handler with %s is refused before there is an event', (_, handlers, options, message) => {
  const make = changes.handler as (handlers: object, options: object) => unknown;
  const colon = /^has no/.test(message) ? '' : ':';
  expect(() => make(handlers, options)).toThrow(refusal('RequestError', `Stream of shop${colon} ${message}`));
});
