import { DAY_MS, HOUR_MS } from '@/domain/detection/derived/terms';
import { distanceKm } from '@/domain/detection/derived/distance';
import { type Device, newDevice, type Organisation, type Person } from './organisation';
import type { Random } from './random';
import type { SignIn } from './sign-in';
import { ATTACK_COUNTRIES, citiesOf, type City, type Network } from './world';

/** Where an attacker comes from. */
export interface Source {
  readonly network: Network;
  readonly device: Device;
}

/** How likely each of Duo's own detectors notices what it is for. */
const DUO_NOTICES = 0.8;

/** Acts out one attack: what is done to whom, when, and from where. Time runs with the acts. */
export class Stage {
  readonly acts: SignIn[] = [];
  #victim: Person;
  #devices = 0;
  #doneAt: number | null = null;

  constructor(
    private readonly organisation: Organisation,
    readonly victims: readonly [Person, ...Person[]],
    private at: number,
    readonly random: Random,
    private readonly id: string,
    private readonly others: readonly Person[],
  ) {
    this.#victim = victims[0];
  }

  /** When the attack itself was over, whatever was done with it afterwards. */
  get doneAt(): number {
    return this.#doneAt ?? this.acts.at(-1)?.at ?? this.at;
  }

  /** A provider of servers in a country that nobody here goes to. */
  abroad(): Source {
    return this.#sourceIn(this.random.pick(citiesOf(this.random.pick([...ATTACK_COUNTRIES]))));
  }

  /** A VPN or a stolen home router in the victim's country. */
  nearby(): Source {
    return this.#sourceIn(this.random.pick(citiesOf(this.#victim.city.country)));
  }

  /** The far end of the victim's country. */
  farInCountry(): Source {
    const far = citiesOf(this.#victim.city.country).filter(
      (city) => distanceKm(city, this.#victim.city) > 1_100,
    );
    return this.#sourceIn(far[this.random.whole(0, far.length - 1)] ?? this.#victim.city);
  }

  wait(ms: number): void {
    this.at += ms;
  }

  /** Three in the night, where the victim lives. */
  toNight(): void {
    const day = Math.floor(this.at / DAY_MS) * DAY_MS;
    this.at = day + (27 - this.#victim.city.zone) * HOUR_MS + this.random.between(0, HOUR_MS);
  }

  /** Nine in the evening, where the victim lives: the day's own sign-ins are over. */
  toEvening(): void {
    const day = Math.floor(this.at / DAY_MS) * DAY_MS;
    this.at = day + (21 - this.#victim.city.zone + this.random.next()) * HOUR_MS;
  }

  /** Early in the UTC day, so that what takes hours happens within it. */
  toMorning(): void {
    this.at = Math.floor(this.at / DAY_MS) * DAY_MS + this.random.between(5, 8) * HOUR_MS;
  }

  /** Does the same to every victim in turn. */
  each(act: () => void): void {
    for (const victim of this.victims) {
      this.#victim = victim;
      act();
    }
  }

  /** Does the same to people who are no victims of this attack's own: only to make it what it is. */
  bystanders(count: number, act: () => void): void {
    for (const person of this.random.sample(this.others, count)) {
      this.#victim = person;
      act();
    }
    this.#victim = this.victims[0];
  }

  /** Refused pushes, spread unevenly over a span. */
  pushes(source: Source, count: number, spanMs: number): void {
    const moments = Array.from({ length: count }, () => this.at + this.random.next() * spanMs).sort(
      (a, b) => a - b,
    );
    moments.forEach((at, nth) => {
      const reason = this.random.weighted([
        ['no_response', 6],
        ['user_mistake', 3],
        ['user_cancelled', 0.5],
      ]);
      const detectors = nth === 3 ? this.#noticed('PUSH_HARASSMENT') : [];
      this.#put(source, { at, factor: 'duo_push', result: 'denied', reason, detectors });
    });
    this.at += spanMs;
  }

  approve(source: Source, factor: string, application?: string): void {
    const isPush = factor === 'duo_push';
    const detectors = isPush ? this.#noticed('COUNTRY_CODE_MISMATCH') : this.#noticed('NOVEL_ASN');
    const reason = isPush ? 'user_approved' : 'valid_passcode';
    this.#put(source, { factor, reason, detectors, ...(application === undefined ? {} : { application }) });
  }

  refuse(source: Source, factor: string, reason: string): void {
    this.#put(source, { factor, result: 'denied', reason, detectors: [] });
  }

  fraud(source: Source): void {
    const detectors = this.#noticed('USER_MARKED_FRAUD');
    this.#put(source, { factor: 'duo_push', result: 'fraud', reason: 'user_marked_fraud', detectors });
  }

  enrol(source: Source): void {
    this.#put(source, { factor: null, eventType: 'enrollment', reason: 'user_approved', detectors: [] });
  }

  /** A session that goes on elsewhere: only Duo's own detector can see that. */
  cookie(source: Source): void {
    this.#put(source, {
      factor: 'remembered_device',
      reason: 'remembered_device',
      detectors: ['TAMPERED_COOKIE'],
    });
  }

  /** Whoever got in looks around, on this day and the next. */
  stay(source: Source): void {
    this.#doneAt = this.at;
    for (let nth = 0; nth < 3; nth += 1) {
      this.wait(this.random.between(0.2, 10) * HOUR_MS);
      this.#put(source, { factor: 'remembered_device', reason: 'remembered_device', detectors: [] });
    }
  }

  /** The victim's own sign-in, at home. */
  fromHome(): void {
    const { home, devices, factor } = this.#victim;
    this.#put({ network: home, device: devices[0] }, { factor, reason: 'user_approved', detectors: [] });
  }

  unknownNames(source: Source, count: number): void {
    for (let nth = 0; nth < count; nth += 1) {
      this.wait(this.random.between(5, 25) * 1_000);
      const name = `nobody-${this.id}-${nth}`;
      const refusal = { factor: null, result: 'denied', reason: 'invalid_user', detectors: [] } as const;
      this.#put(source, { ...refusal, person: null, name });
    }
  }

  #sourceIn(city: City): Source {
    const { world } = this.organisation;
    this.#devices += 1;
    const device = newDevice(this.random, `EV${this.id}-${this.#devices}`);
    // Applications that show no keys of their users show none of attackers.
    return {
      network: world.newNetwork(city, world.newAsn()),
      device: this.#victim.contractor ? { ...device, epkey: null } : device,
    };
  }

  #noticed(detector: string): string[] {
    return this.random.chance(DUO_NOTICES) ? [detector] : [];
  }

  #put(
    { network, device }: Source,
    act: Pick<SignIn, 'factor' | 'reason' | 'detectors'> & Partial<SignIn>,
  ): void {
    const victim = this.#victim;
    const asked = act.factor === 'duo_push';
    const phoneNetwork = this.random.chance(0.7)
      ? victim.home
      : this.random.pick([...victim.carrier.gateways]);
    this.acts.push({
      person: victim.id,
      name: victim.id,
      network,
      host: this.random.whole(2, 250),
      device,
      result: 'success',
      phone: asked ? { key: victim.phoneKey, network: phoneNetwork, host: this.random.whole(2, 250) } : null,
      application: victim.applications[0],
      eventType: 'authentication',
      truths: [],
      ...act,
      // Duo's times are cut to milliseconds when they are read.
      at: Math.floor(act.at ?? this.at),
    });
  }
}
