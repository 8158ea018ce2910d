import { expect, it } from 'vitest';
import { z } from 'zod';
import { Clock } from '../clock';
import { Directory } from '../organisation/directory';
import { makeOrganisation } from '../organisation/make-organisation';
import type { Edition } from '../organisation/organisation';
import { Chronicle, LOG_NAMES, type LogName } from './chronicle';
import { DAY_MS } from './plan-day';

const TUESDAY = 20_423;
const START = TUESDAY * DAY_MS;

function weekOf(seed: number, edition: Edition = 'premier') {
  const organisation = makeOrganisation(seed, 40, edition);
  const directory = new Directory(organisation, START);
  const keeping = { clock: new Clock(), lagMs: 0, retentionDays: 0 };
  const chronicle = new Chronicle(organisation, directory, START, keeping);
  chronicle.ensureDays(TUESDAY, TUESDAY + 13);
  const texts = (name: LogName): string[] =>
    Array.from(chronicle.logs[name].walkAll(0, Number.MAX_SAFE_INTEGER), ({ json }) => json);
  return { organisation, directory, chronicle, texts };
}

it('writes the same records into every log for the same seed, and others for another', () => {
  const [one, again, other] = [weekOf(3), weekOf(3), weekOf(4)];
  for (const name of LOG_NAMES) {
    expect(one.texts(name).length).toBeGreaterThan(0);
    expect(again.texts(name)).toEqual(one.texts(name));
    expect(other.texts(name)).not.toEqual(one.texts(name));
  }
});

it('plans a day once, however often it is asked to', () => {
  const { chronicle, texts } = weekOf(3);
  const before = LOG_NAMES.map((name) => texts(name).length);
  chronicle.ensureDays(TUESDAY + 12, TUESDAY + 13);
  expect(LOG_NAMES.map((name) => texts(name).length)).toEqual(before);
});

it('writes plain ASCII, whatever people are called', () => {
  const { texts } = weekOf(3);
  for (const name of LOG_NAMES) {
    expect(texts(name).every((text) => /^[\x20-\x7e]+$/.test(text))).toBe(true);
  }
});

it('has no Trust Monitor on Essentials, and all other logs', () => {
  const { texts } = weekOf(3, 'essentials');
  expect(texts('trust_monitor')).toEqual([]);
  expect(texts('activity')).toEqual(weekOf(3).texts('activity'));
});

it('tells a deed in the administrator log with a whole second and a description as text, now and then an object', () => {
  const administrator = z.object({
    action: z.string(),
    description: z.unknown(),
    isotimestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
    object: z.string().nullable(),
    timestamp: z.int(),
    username: z.string().min(1),
  });
  const rows = weekOf(3)
    .texts('administrator')
    .map((text) => administrator.strict().parse(JSON.parse(text)));
  expect(rows.every((row) => Date.parse(row.isotimestamp) === row.timestamp * 1000)).toBe(true);
  const shapes = new Set(rows.map(({ description }) => typeof description));
  expect([...shapes].sort()).toEqual(['object', 'string']);
});

it('writes sign-ins under the name that somebody had at the time', () => {
  const { chronicle, directory, organisation, texts } = weekOf(3);
  const [person] = organisation.people;
  const user = person && directory.of(person);
  if (!person || !user) throw new Error('The organisation is empty.');
  const signIn = z.object({
    timestamp: z.number(),
    user: z.object({ key: z.string().nullable(), name: z.string() }),
  });
  const own = () =>
    texts('authentication')
      .map((text) => signIn.parse(JSON.parse(text)))
      .filter((row) => row.user.key === person.key);
  const all = own().length;
  const middle = START + 7 * DAY_MS;
  directory.rename(user, 'somebody.else', middle);
  chronicle.forgetNames();
  const names = (late: boolean) =>
    new Set(
      own()
        .filter((row) => row.timestamp * 1000 >= middle === late)
        .map((row) => row.user.name),
    );
  expect([...names(false)]).toEqual([person.username]);
  expect([...names(true)]).toEqual(['somebody.else']);
  directory.remove(user, middle + 2 * DAY_MS);
  chronicle.forgetNames();
  expect(own().length).toBeLessThan(all);
  expect(texts('authentication').length).toBe(weekOf(3).texts('authentication').length);
});
