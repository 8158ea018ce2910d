import type { Organisation } from '../organisation/organisation';
import { Random, mix } from '../random';
import { aPerson, act, byAdministrator, fromDesk } from './actors';
import { asciiJson } from './ascii-json';
import type { LogName } from './chronicle';
import type { Entry } from './log';
import { wholeSecond, writeActivity, writeAdministrator } from './write-act';

const BURST_STREAM = 504;

/**
 * So many records that share one second (ms, whole): a script that changes users one after the other. Every tenth is
 * the twin of the one before it, equal to the letter, as two equal deeds in one second are. Null for a log that has no
 * such thing.
 */
export function burstOf(
  log: LogName,
  count: number,
  second: number,
  organisation: Organisation,
): Entry[] | null {
  const random = new Random(mix(organisation.seed, BURST_STREAM), Math.floor(second / 1000));
  const numbers = Array.from({ length: count }, (_, number) => (number % 10 === 9 ? number - 1 : number));
  if (log === 'offline_enrollment') {
    const time = wholeSecond(second * 1000);
    return numbers.map((number) => ({
      ms: second,
      txid: random.uuid(),
      json: asciiJson({
        action: 'o2fa_user_provisioned',
        description: asciiJson({
          user_agent: 'DuoCredProv/5.1.1.1097',
          hostname: `KIOSK-${number}`,
          factor: 'duo_otp',
        }),
        isotimestamp: time.isotimestamp,
        object: 'Windows Logon and RDP',
        timestamp: time.timestamp,
        username: organisation.people[number % organisation.people.length]?.username ?? '',
      }),
    }));
  }
  if (log !== 'administrator' && log !== 'activity') return null;
  const admin = random.pick(organisation.administrators);
  return numbers.flatMap((number) => {
    const person =
      organisation.people[number % organisation.people.length] ?? random.pick(organisation.people);
    const micros = second * 1000 + (log === 'activity' ? number * 10 : 0);
    const deed = act(
      random,
      micros,
      'user_update',
      {
        actor: byAdministrator(admin),
        from: fromDesk(admin),
        target: aPerson(person),
        oldTarget: aPerson(person),
      },
      { object: person.username, description: { notes: `Import ${number}` } },
    );
    const entry = log === 'activity' ? writeActivity(deed, organisation.key) : writeAdministrator(deed);
    return entry ?? [];
  });
}
