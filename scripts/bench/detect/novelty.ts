import type { EventKind } from '@/domain/event-catalogue';
import { dayOf } from '@/domain/detection/derived/terms';
import type { SignIn } from './sign-in';

/** What somebody began to use is new to them for two days, and on the second day of use, however late that comes. */
const NEW_FOR_MS = 48 * 3_600_000;

interface Use {
  readonly since: number;
  readonly days: Set<number>;
}

type Feature = 'device' | 'network' | 'asn' | 'country' | 'factor' | 'application';

const TRUE_OF: Readonly<Record<Feature, EventKind>> = {
  device: 'unusual_device',
  network: 'unusual_network',
  asn: 'novel_asn',
  country: 'new_country',
  factor: 'unusual_factor',
  application: 'unusual_application',
};

/**
 * What is truly new to one person, told from their simulated life and not from records: a key that changes in a private
 * window is no new device, and where a proxy stands is nowhere that they are.
 */
export class Novelty {
  readonly #uses = new Map<string, Use>();

  /**
   * The kinds whose statement is true of a sign-in.
   *
   * @param device the device in their hands, whatever key it shows
   * @param isThere whether they are where the address is
   */
  truths(signIn: Omit<SignIn, 'truths'>, device: string, isThere: boolean): EventKind[] {
    const { at, network, factor, application, phone } = signIn;
    const used: [Feature, string][] = [
      ['device', device],
      ['application', application],
      ...(factor === null ? [] : [['factor', factor] as [Feature, string]]),
      ...(isThere
        ? ([
            ['network', network.prefix],
            ['asn', String(network.asn)],
            ['country', network.city.country],
          ] as [Feature, string][])
        : []),
    ];
    const found = used
      .filter(([feature, value]) => this.#isNew(feature, value, at))
      .map(([feature]) => TRUE_OF[feature]);
    if (factor === 'bypass_code') found.push('unusual_factor');
    // Phones roam through their carrier at home: sign-in and phone are then truly in two countries, by their addresses.
    if (isThere && phone !== null && phone.network.city.country !== network.city.country)
      found.push('country_code_mismatch');
    return found;
  }

  #isNew(feature: Feature, value: string, at: number): boolean {
    const key = `${feature} ${value}`;
    const use = this.#uses.get(key) ?? { since: at, days: new Set<number>() };
    this.#uses.set(key, use);
    if (use.days.size < 3) use.days.add(dayOf(at));
    return at - use.since < NEW_FOR_MS || use.days.size < 3;
  }
}
