import { expect, it } from 'vitest';
import { makeOrganisation } from '../organisation/make-organisation';
import { DAY_MS, planDay } from './plan-day';
import { comparePositions } from './log';
import { RecordLog } from './record-log';

const TUESDAY = 20_423;
const organisation = makeOrganisation(3, 80, 'premier');

function weekLog(): RecordLog {
  const log = new RecordLog(organisation, TUESDAY * DAY_MS);
  log.ensureDays(TUESDAY, TUESDAY + 7);
  return log;
}

const everything = { from: 0, to: Number.MAX_SAFE_INTEGER, ascending: true, after: null };

it('walks forwards and backwards over the same records, in order, and counts them', () => {
  const log = weekLog();
  const forwards = [...log.walk(everything)];
  const backwards = [...log.walk({ ...everything, ascending: false })];
  expect(backwards.toReversed()).toEqual(forwards);
  expect(forwards.toSorted(comparePositions)).toEqual(forwards);
  expect(log.count(0, Number.MAX_SAFE_INTEGER)).toBe(forwards.length);
  const [from = 0, to = 0] = [forwards[100]?.ms, forwards[900]?.ms];
  expect(log.count(from, to)).toBe(forwards.filter(({ ms }) => ms >= from && ms <= to).length);
});

it('goes on after a position in either direction', () => {
  const log = weekLog();
  const all = [...log.walk(everything)];
  const after = all[500] ?? null;
  expect([...log.walk({ ...everything, after })]).toEqual(all.slice(501));
  expect([...log.walk({ ...everything, ascending: false, after })]).toEqual(all.slice(0, 500).toReversed());
});

it('holds a record given later at its place, also after its day was let go', () => {
  const log = weekLog();
  const before = [...log.walk(everything)].length;
  const entry = { ms: (TUESDAY + 1) * DAY_MS + 5, txid: 'given', json: '{}' };
  log.insert(entry);
  const walked = [...log.walk(everything)];
  expect(walked.length).toBe(before + 1);
  expect(walked.toSorted(comparePositions)).toEqual(walked);
  expect([...log.walk({ ...everything, from: entry.ms, to: entry.ms })]).toContainEqual(entry);
});

it('plans about five to eight sign-ins for a person at work and hardly any on Sundays', () => {
  const large = makeOrganisation(11, 600, 'premier');
  const perPerson = (day: number): number => [...planDay(large, day)].length / 600;
  expect(perPerson(TUESDAY)).toBeGreaterThan(4.5);
  expect(perPerson(TUESDAY)).toBeLessThan(8);
  expect(perPerson(TUESDAY + 5)).toBeLessThan(1.5);
});
