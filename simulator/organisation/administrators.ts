import { Random, mix } from '../random';
import type { Administrator, Person } from './organisation';

const ADMINISTRATOR_STREAM = 103;

const FIRST_ROLES = ['Owner', 'Administrator', 'Help Desk'] as const;
const FURTHER_ROLES = [
  'Help Desk',
  'User Manager',
  'Application Manager',
  'Read-only',
  'Phishing Manager',
  'Billing',
] as const;

/** Who may work in the Admin Panel: three, and one more for every 200 people; people of the IT department first. */
export function makeAdministrators(seed: number, people: readonly Person[]): Administrator[] {
  const random = new Random(mix(seed, ADMINISTRATOR_STREAM));
  const isTechnical = ({ department }: Person): boolean =>
    department === 'Information Technology' || department === 'Security';
  const candidates = [
    ...people.filter(isTechnical),
    ...people.filter((person) => !isTechnical(person)).slice(0, 3 + Math.ceil(people.length / 200)),
  ];
  return Array.from({ length: 3 + Math.floor(people.length / 200) }, (_, position) => {
    const person = candidates[position % candidates.length] ?? random.pick(people);
    return {
      key: random.key('DE'),
      name: person.realname,
      email: `${person.username}.admin${position < candidates.length ? '' : position}@${person.email.split('@')[1] ?? 'example'}`,
      role: FIRST_ROLES[position] ?? random.pick(FURTHER_ROLES),
      person,
      created: Date.UTC(2019, random.int(60), random.between(1, 28), 9, random.int(60)),
    };
  });
}
