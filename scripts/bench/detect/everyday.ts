import { DAY_MS, HOUR_MS } from '@/domain/detection/derived/terms';
import { Novelty } from './novelty';
import { type Device, newDevice, type Organisation, type Person } from './organisation';
import type { Random } from './random';
import type { SignIn } from './sign-in';
import { citiesOf, type Network, TRAVEL_COUNTRIES } from './world';

/** A stretch in which push fails for everybody. Epoch milliseconds. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

export interface Calendar {
  /** A midnight in UTC. */
  readonly from: number;
  readonly days: number;
  readonly outages: readonly Outage[];
}

interface Trip {
  readonly until: number;
  readonly hotel: Network;
}

/** One person's life: what they sign in to, from where and on what, and what goes wrong without anybody attacking. */
export function livesOf(
  person: Person,
  organisation: Organisation,
  calendar: Calendar,
  random: Random,
): SignIn[] {
  return new Life(person, organisation, calendar, random).live();
}

class Life {
  readonly #made: SignIn[] = [];
  readonly #novelty = new Novelty();
  readonly #host: number;
  #trip: Trip | null = null;
  #windows = 0;
  #laptops = 0;

  constructor(
    private readonly person: Person,
    private readonly organisation: Organisation,
    private readonly calendar: Calendar,
    private readonly random: Random,
  ) {
    this.#host = random.whole(2, 250);
  }

  live(): SignIn[] {
    const { person, random, calendar } = this;
    for (let day = person.joins; day < calendar.days; day += 1) {
      const midnight = calendar.from + day * DAY_MS;
      this.#change(midnight);
      const works = person.shifts ? random.chance(0.7) : isWorkday(midnight) || random.chance(0.06);
      if (!works) continue;
      const count = Math.floor(person.signInsADay + random.next());
      const begins = person.shifts ? random.whole(0, 23) : person.startsAt + random.around(0, 0.5);
      for (let nth = 0; nth < count; nth += 1) {
        const isLate = random.chance(0.01);
        const after = isLate ? random.between(12, 15) : nth * random.between(1.5, 4);
        this.#signIn(midnight + (begins + after - person.city.zone) * HOUR_MS, isLate);
      }
    }
    return this.#made;
  }

  /** What changes overnight: addresses, laptops, phones, journeys. */
  #change(midnight: number): void {
    const { person, random, organisation } = this;
    if (person.homeChanges && random.chance(1 / 40)) {
      person.home = organisation.world.newNetwork(person.city, person.home.asn);
    }
    if (!person.contractor && random.chance(1 / 1_100)) {
      this.#laptops += 1;
      person.devices[0] = newDevice(random, `${person.devices[0].epkey}N${this.#laptops}`);
    }
    if (random.chance(1 / 900)) this.#enrol(midnight + (person.startsAt + 1 - person.city.zone) * HOUR_MS);
    if (this.#trip !== null && this.#trip.until <= midnight) this.#trip = null;
    if (person.travels && this.#trip === null && random.chance(1 / 40)) {
      const country = random.chance(0.6) ? person.city.country : random.pick([...TRAVEL_COUNTRIES]);
      this.#trip = {
        until: midnight + random.whole(2, 5) * DAY_MS,
        hotel: organisation.world.newNetwork(
          random.pick(citiesOf(country)),
          random.pick(organisation.providers(country)),
        ),
      };
    }
  }

  #signIn(at: number, isLate: boolean): void {
    const { person, random } = this;
    const place = this.#place();
    const device = this.#device(place.mobile);
    const application = random.chance(0.01)
      ? `DI${random.whole(0, 13)}`
      : random.pick([...person.applications]);
    const factor = this.#factor();
    const base = { at, ...place, ...device, application, isLate };
    if (random.chance(0.25)) {
      this.#put({ ...base, factor: 'remembered_device', reason: 'remembered_device', asked: false });
      return;
    }
    if (factor === 'duo_push' && this.#loop(base)) return;
    const tries = factor === 'duo_push' ? this.#missed(at) : random.chance(0.04) ? 1 : 0;
    let then = at;
    for (let missed = 0; missed < tries; missed += 1) {
      const [reason, wait] =
        factor === 'duo_push'
          ? random.weighted([
              [['no_response', 65_000] as const, 8],
              [['user_cancelled', 20_000] as const, 2],
              [['user_mistake', 12_000] as const, 1],
            ])
          : (['invalid_passcode', 9_000] as const);
      this.#put({ ...base, at: then, factor, reason, asked: true, result: 'denied' });
      then += wait * random.between(0.5, 1.6);
    }
    this.#put({ ...base, at: then, factor, reason: 'user_approved', asked: true });
  }

  /** How often they do not answer before they do. */
  #missed(at: number): number {
    const { random, calendar } = this;
    const out = calendar.outages.some(({ from, to }) => at >= from && at < to);
    if (out) return random.chance(0.6) ? random.whole(1, 6) : 0;
    return random.chance(0.05)
      ? random.weighted([
          [1, 80],
          [2, 15],
          [3, 5],
        ])
      : 0;
  }

  /** A client that asks again by itself while its owner is away. */
  #loop(base: { at: number; network: Network; device: Device }): boolean {
    const { random } = this;
    if (!random.chance(1 / 6_000)) return false;
    const every = random.between(40, 90) * 1_000;
    const times = random.whole(8, 40);
    let at = base.at;
    for (let nth = 0; nth < times; nth += 1) {
      const refused = { factor: 'duo_push', reason: 'no_response', asked: true, result: 'denied' } as const;
      this.#put({ ...base, ...refused, at, isLoop: true });
      at += every * random.between(0.97, 1.03);
    }
    return true;
  }

  /** A new phone, enrolled where they usually are. */
  #enrol(at: number): void {
    const { person } = this;
    this.#put({ at, network: person.home, device: person.devices[0], factor: null, eventType: 'enrollment' });
  }

  #place(): { network: Network; isThere: boolean; mobile: boolean } {
    const { person, random, organisation } = this;
    const there = this.#trip?.hotel ?? null;
    const near = person.city.country === 'United States' ? 1 : 0;
    const vpn = organisation.vpns[near] ?? organisation.vpns[0];
    if (there !== null) {
      if (person.workplace === 'vpn' && random.chance(0.5))
        return { network: vpn, isThere: false, mobile: false };
      return { network: there, isThere: true, mobile: false };
    }
    if (random.chance(0.06))
      return { network: random.pick([...person.carrier.gateways]), isThere: true, mobile: true };
    const habit = random.chance(0.75) ? person.workplace : random.pick(['office', 'home']);
    switch (habit) {
      case 'office':
        return { network: random.pick([...person.office]), isThere: true, mobile: false };
      case 'vpn':
        return { network: vpn, isThere: false, mobile: false };
      case 'proxy':
        return { network: random.pick([...organisation.proxies]), isThere: false, mobile: false };
      default:
        return { network: person.home, isThere: true, mobile: false };
    }
  }

  #device(mobile: boolean): { device: Device; inHand: string } {
    const { person, random } = this;
    const [first, second = first] = person.devices;
    const device = mobile || random.chance(0.2) ? second : first;
    const inHand = `${person.id} ${device === first ? 'first' : 'second'} ${this.#laptops}`;
    // A hotel's computer, or a colleague's.
    if (random.chance(0.0003)) {
      this.#windows += 1;
      return {
        device: newDevice(random, `${person.id}X${this.#windows}`),
        inHand: `borrowed ${this.#windows}`,
      };
    }
    if (!person.privateWindows || random.chance(0.2)) return { device, inHand };
    this.#windows += 1;
    return { device: newDevice(random, `${person.id}W${this.#windows}`, device), inHand };
  }

  #factor(): string {
    const { person, random } = this;
    if (random.chance(1 / 15_000)) return 'bypass_code';
    return random.chance(0.02) ? person.secondFactor : person.factor;
  }

  #put(
    wish: Partial<SignIn> &
      Pick<SignIn, 'at' | 'network' | 'device'> & {
        inHand?: string;
        isThere?: boolean;
        asked?: boolean;
        isLoop?: boolean;
        isLate?: boolean;
      },
  ): void {
    const { inHand, isThere = true, asked = false, isLoop = false, isLate = false, ...rest } = wish;
    const { person, random } = this;
    const factor = rest.factor ?? null;
    const pushed = asked && (factor === 'duo_push' || factor === 'phone_call');
    const signIn = {
      person: person.id,
      name: person.id,
      host: this.#host,
      application: person.applications[0],
      result: 'success' as const,
      reason: 'user_approved',
      eventType: 'authentication' as const,
      detectors: [],
      ...rest,
      at: Math.floor(rest.at),
      factor,
      phone: pushed
        ? { key: person.phoneKey, network: this.#phoneNetwork(rest.network), host: random.whole(2, 250) }
        : null,
    };
    const { mobile: _mobile, ...clean } = { mobile: false, ...signIn };
    const truths = this.#novelty.truths(clean, inHand ?? `${person.id} first ${this.#laptops}`, isThere);
    if (isLoop) truths.push('push_harassment');
    if (isLate) truths.push('unusual_time');
    const detectors = falseAlarms(truths, random);
    this.#made.push({ ...clean, truths, detectors });
  }

  /** On the network of the laptop, at home, or through the carrier, which is at home wherever the phone roams. */
  #phoneNetwork(network: Network): Network {
    const { person, random } = this;
    if (random.chance(0.35)) return random.pick([...person.carrier.gateways]);
    if (this.#trip !== null)
      return random.chance(0.5) ? this.#trip.hotel : random.pick([...person.carrier.gateways]);
    return person.office.includes(network) ? network : person.home;
  }
}

/** Duo sees places, too, and now and then takes a journey for an attack. */
function falseAlarms(truths: SignIn['truths'], random: Random): string[] {
  const found: string[] = [];
  if (truths.includes('country_code_mismatch') && random.chance(0.1)) found.push('COUNTRY_CODE_MISMATCH');
  if (truths.includes('novel_asn') && random.chance(0.02)) found.push('NOVEL_ASN');
  if (random.chance(1 / 50_000)) found.push('UNREALISTIC_TRAVEL');
  return found;
}

function isWorkday(midnight: number): boolean {
  const day = new Date(midnight).getUTCDay();
  return day !== 0 && day !== 6;
}
