import type { Administrator, Organisation, Person } from '../organisation/organisation';
import { zoneOffsetMinutes } from '../organisation/places';
import { Random, mix } from '../random';
import type { Act } from './act';
import {
  act,
  aPerson,
  aPhone,
  byAdministrator,
  byDirectorySync,
  byPerson,
  bySystem,
  fromDesk,
} from './actors';

const WORK_STREAM = 204;
const DAY_MICROS = 86_400_000_000;
const HOUR_MICROS = 3_600_000_000;

type Chore = (scene: {
  readonly organisation: Organisation;
  readonly random: Random;
  readonly admin: Administrator;
  readonly person: Person;
  readonly micros: number;
}) => Act | readonly Act[];

/** What an administrator does on a day like any other, and how often. */
const CHORES: readonly (readonly [weight: number, chore: Chore])[] = [
  [
    22,
    ({ random, admin, micros }) =>
      act(
        random,
        micros,
        'admin_login',
        { actor: byAdministrator(admin), from: fromDesk(admin), outcome: 'SUCCESS' },
        {
          description: {
            ip_address: fromDesk(admin).ip,
            device: admin.person.authenticator.name,
            factor: 'push',
            primary_auth_method: 'Single Sign-On',
            role: admin.role,
          },
        },
      ),
  ],
  [
    2,
    ({ random, admin, micros }) =>
      act(
        random,
        micros,
        'admin_login_error',
        { actor: byAdministrator(admin), from: fromDesk(admin), outcome: 'FAILURE' },
        { description: { ip_address: fromDesk(admin).ip, error: 'Invalid passcode', email: admin.email } },
      ),
  ],
  [
    14,
    ({ random, admin, person, micros }) =>
      act(
        random,
        micros,
        'user_update',
        {
          actor: byAdministrator(admin),
          from: fromDesk(admin),
          target: aPerson(person),
          oldTarget: aPerson(person),
        },
        {
          object: person.username,
          description: {
            notes: random.pick(['New laptop.', 'Back from leave.', '']),
            realname: person.realname,
          },
        },
      ),
  ],
  [
    9,
    ({ random, admin, person, micros }) =>
      act(
        random,
        micros,
        'phone_activation_code_regenerated',
        { actor: byAdministrator(admin), from: fromDesk(admin), target: aPhone(person) },
        null,
      ),
  ],
  [
    6,
    ({ random, person, micros }) =>
      act(
        random,
        micros,
        'phone_update',
        {
          actor: byPerson(person),
          from: { ip: person.homeIp, place: person.office.place, computer: person.computer },
          target: aPhone(person),
          oldTarget: aPhone(person),
        },
        null,
      ),
  ],
  [
    5,
    ({ random, admin, person, micros }) =>
      act(
        random,
        micros,
        'phone_create',
        { actor: byAdministrator(admin), from: fromDesk(admin), target: aPhone(person) },
        {
          object: aPhone(person).name,
          description: { extension: '', platform: 'Google Android', type: 'Mobile' },
        },
      ),
  ],
  [
    5,
    ({ random, admin, person, micros }) =>
      act(
        random,
        micros,
        'phone_associate',
        { actor: byAdministrator(admin), from: fromDesk(admin), target: aPhone(person) },
        { object: aPhone(person).name, description: `Associated with ${person.username}` },
      ),
  ],
  [
    4,
    ({ random, admin, micros, organisation }) => {
      // A guest for a day: the account is made, and gone by the evening.
      const name = `guest.${random.hex(5)}`;
      const target = { type: 'user', key: random.key('DU'), name, details: { status: 'Active' } };
      const deed = { actor: byAdministrator(admin), from: fromDesk(admin), target };
      const email = `${name}@${organisation.domain}`;
      return [
        act(random, micros, 'user_create', deed, {
          object: name,
          description: { email, notes: '', realname: '', status: 'Active', uname: name },
        }),
        act(random, micros + 6 * HOUR_MICROS, 'user_delete', deed, { object: name, description: null }),
      ];
    },
  ],
  [
    4,
    ({ random, admin, person, micros }) => {
      const name = person.groups.at(-1) ?? 'All Staff';
      return act(
        random,
        micros,
        'group_update',
        {
          actor: byAdministrator(admin),
          from: fromDesk(admin),
          target: { type: 'group', key: random.key('DG'), name, details: null },
        },
        { object: name, description: { desc: 'Reviewed.' } },
      );
    },
  ],
  [
    2,
    ({ random, admin, micros, organisation }) => {
      const application = random.pick(organisation.applications);
      return act(
        random,
        micros,
        'integration_update',
        {
          actor: byAdministrator(admin),
          from: fromDesk(admin),
          target: { type: 'integration', key: application.key, name: application.name, details: null },
        },
        { object: application.name, description: { notes: 'Text of the prompt changed.' } },
      );
    },
  ],
  [
    2,
    ({ random, admin, person, micros }) =>
      act(
        random,
        micros,
        'bypass_view',
        { actor: byAdministrator(admin), from: fromDesk(admin), target: aPerson(person) },
        { object: person.username, description: '' },
      ),
  ],
  [
    2,
    ({ random, person, micros }) =>
      act(
        random,
        micros,
        'webauthncredential_create',
        {
          actor: byPerson(person),
          from: { ip: person.homeIp, place: person.office.place, computer: person.computer },
          target: { type: 'webauthn_credential', key: random.key('WA'), name: 'Touch ID', details: null },
        },
        null,
      ),
  ],
  [
    1,
    ({ random, admin, micros }) => {
      const target = { type: 'policy', key: random.key('PO'), name: 'VPN', details: null };
      const description = { software_update: random.pick(['warn', 'block after 14 days']) };
      const deed = { actor: byAdministrator(admin), from: fromDesk(admin), target };
      return act(random, micros, 'policy_update', deed, { object: target.name, description });
    },
  ],
  [
    1,
    ({ random, admin, micros }) =>
      act(
        random,
        micros,
        'log_export_complete',
        { actor: byAdministrator(admin), from: fromDesk(admin) },
        { description: null },
      ),
  ],
];

/** The directory is read every hour; the logs say so. */
function* synchronise(organisation: Organisation, day: number): Generator<Act, void, undefined> {
  const actor = byDirectorySync(organisation);
  const target = { type: 'ldap_directory', key: actor.key, name: organisation.domain, details: null };
  const random = new Random(mix(organisation.seed, WORK_STREAM), 1, day);
  for (let hour = 0; hour < 24; hour += 1) {
    const begins = day * DAY_MICROS + (hour + 0.25) * HOUR_MICROS + random.int(1_000_000);
    const description = { directory: organisation.domain, 'Sync Ref. Code': random.hex(16) };
    const ends = begins + (20 + random.int(60)) * 1_000_000;
    yield act(
      random,
      begins,
      'ad_sync_begin',
      { actor, from: null, target },
      { object: organisation.domain, description },
    );
    yield act(
      random,
      ends,
      'ad_sync_finish',
      { actor, from: null, target },
      { object: organisation.domain, description },
    );
  }
}

/**
 * Everyday work in the Admin Panel on one UTC day (days since 1970), in no order. It depends on the organisation and
 * the day only: about one thing a day for every 15 people, in the working hours of the administrators, and at least
 * eight.
 */
export function* planWork(organisation: Organisation, day: number): Generator<Act, void, undefined> {
  yield* synchronise(organisation, day);
  const random = new Random(mix(organisation.seed, WORK_STREAM), day);
  const weekday = (day + 4) % 7;
  const busy = weekday === 0 || weekday === 6 ? 0.25 : 1;
  const count = Math.round(Math.max(8, organisation.people.length / 15) * busy);
  for (let number = 0; number < count; number += 1) {
    const admin = random.pick(organisation.administrators);
    const local = admin.person.startHour + random.next() * 9;
    const shift = zoneOffsetMinutes(admin.person.office.place.zone, day) / 60;
    const hour = (((local - shift) % 24) + 24) % 24;
    const micros = day * DAY_MICROS + Math.floor(hour * HOUR_MICROS);
    const person = random.pick(organisation.people);
    const done = random.weighted(CHORES)({ organisation, random, admin, person, micros });
    if ('micros' in done) yield done;
    else yield* done;
  }
  if (random.chance(0.02)) {
    const person = random.pick(organisation.people);
    const micros = day * DAY_MICROS + random.int(86_400) * 1_000_000;
    yield act(
      random,
      micros,
      'user_lockout_cleared',
      { actor: bySystem, from: null, target: aPerson(person) },
      {
        object: person.username,
        description: { status: 'Active' },
      },
    );
  }
}
