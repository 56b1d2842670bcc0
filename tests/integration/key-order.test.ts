import { between, gt, gte, lt, lte } from '../../src/expressions/operators.ts';
import { compareKeys } from '../../src/keys/order.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import type { Repository } from '../../src/repositories/repository-types.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeClients, freshTable } from './clients.ts';

const table = defineTable({ name: 'ordered' });
interface Word {
  list: string;
  word: string;
  place: number;
}
const Word = defineEntity<Word>()({
  name: 'Word',
  table,
  keys: { PK: 'LIST#{list}', SK: 'WORD#{word}#{place:int4}' },
  patterns: { ofList: {} },
});
const Reading = defineEntity<{ sensor: string; at: string; celsius: number }>()({
  name: 'Reading',
  table,
  keys: { PK: 'SENSOR#{sensor}', SK: 'READING#{celsius:int6}#{at:iso}' },
  patterns: { ofSensor: {} },
});

// All that has gone wrong with sort keys: separators and what sorts around them, case, accents, the ends of Unicode.
const WORDS = [
  ...['a', 'a#', 'a#b', 'a$', 'a!', 'a ', 'ab', 'a\u0000', 'b', 'A', 'Z', '~', 'é', 'e\u0301'],
  ...[
    '\u0001',
    '#',
    '##',
    '$',
    '%',
    '10',
    '2',
    '～',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '😀',
    '😀a',
    '\u{10ffff}',
  ],
];

describeClients('sort keys', (engine) => {
  let words: Repository<typeof Word>;
  let readings: Repository<typeof Reading>;
  const sorted = WORDS.toSorted(compareKeys);
  beforeAll(async () => {
    const db = await freshTable(engine, table);
    words = repository(db, Word);
    readings = repository(db, Reading);
    await Promise.all(WORDS.map((word) => words.create({ list: '1', word, place: 1 })));
  });
  const found = async (word?: unknown, order?: 'descending') => {
    const args = { list: '1', ...(word === undefined ? {} : { word }) } as { list: string; word?: string };
    const page = await words.ofList(args, order === undefined ? {} : { order });
    return page.items.map((item) => item.word);
  };

  it('come in the order of the UTF-8 bytes of their parts, both ways', async () => {
    expect(await found()).toEqual(sorted);
    expect(await found(undefined, 'descending')).toEqual(sorted.toReversed());
  });

  it.each(['a', 'a#', '😀', '\uffff', '#'])('are bounded by %j as the parts are', async (bound) => {
    const kept = (holds: (difference: number) => boolean) =>
      sorted.filter((word) => holds(compareKeys(word, bound)));
    expect(await found(gt<string>(bound))).toEqual(kept((difference) => difference > 0));
    expect(await found(gte<string>(bound))).toEqual(kept((difference) => difference >= 0));
    expect(await found(lt<string>(bound))).toEqual(kept((difference) => difference < 0));
    expect(await found(lte<string>(bound))).toEqual(kept((difference) => difference <= 0));
    const [low, high] = [bound, 'é'].toSorted(compareKeys) as [string, string];
    expect(await found(between<string>(low, high))).toEqual(
      sorted.filter((word) => compareKeys(word, low) >= 0 && compareKeys(word, high) <= 0),
    );
  });

  // dynoxide ignores the case of a prefix, so the part is one whose capital is not there.
  it.each(['b', '😀', '#'])('that begin with the part %j are those of that part alone', async (word) => {
    expect(await found(word)).toEqual([word]);
  });

  it('of numbers and instants sort by value', async () => {
    const celsius = [-1000, -12, -1, 0, 1, 2, 10, 999];
    const at = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.500Z', '2026-01-02T00:00:00.000Z'];
    await Promise.all(
      celsius
        .toReversed()
        .flatMap((degrees) => at.map((time) => readings.create({ sensor: 's', celsius: degrees, at: time }))),
    );
    const { items } = await readings.ofSensor({ sensor: 's' });
    expect(items.map((item) => item.celsius)).toEqual(
      celsius.flatMap((degrees) => [degrees, degrees, degrees]),
    );
    const cold = await readings.ofSensor({ sensor: 's', celsius: lt(0) });
    expect(cold.items.map((item) => item.celsius)).toEqual(
      [-1000, -12, -1].flatMap((one) => [one, one, one]),
    );
    const late = await readings.ofSensor({ sensor: 's', celsius: 10, at: gt<string>(at[0]!) });
    expect(late.items.map((item) => item.at)).toEqual(at.slice(1));
  });

  it('with nothing between them are never asked for', async () => {
    const page = await words.ofList({ list: '1', word: between<string>('b', 'a') });
    expect(page).toMatchObject({ items: [], requests: 0 });
  });
});
