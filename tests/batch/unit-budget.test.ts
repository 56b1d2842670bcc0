import { UnitBudget } from '../../src/batch/unit-budget.ts';

let now = 0;
const budget = (perSecond: number) => new UnitBudget(perSecond, () => now);

beforeEach(() => {
  now = 0;
});

test('what is overdrawn is waited for', () => {
  const units = budget(100);
  expect(units.delay()).toBe(0);
  units.spend(60);
  // A tenth of a second's worth was there; the other 50 take half a second.
  expect(units.delay()).toBe(501);
  now += 501;
  expect(units.delay()).toBe(0);
});

test('what is given back can be spent at once', () => {
  const units = budget(100);
  units.spend(60);
  units.spend(-55);
  expect(units.delay()).toBe(0);
});

test('no more than a tenth of a second is saved up', () => {
  const units = budget(100);
  now += 60_000;
  units.spend(10);
  expect(units.delay()).toBe(1);
});

test('a clock that goes back takes nothing away', () => {
  const units = budget(100);
  now -= 60_000;
  expect(units.delay()).toBe(0);
});
