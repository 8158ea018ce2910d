import type { EventKind } from '@/domain/event-catalogue';
import type { SignIn } from './sign-in';

/** How long what somebody began to use is new to them: as long as baselines take to learn it. */
const NEW_FOR_MS = 48 * 3_600_000;

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
  readonly #since = new Map<string, number>();

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
    const since = this.#since.get(key) ?? at;
    this.#since.set(key, since);
    return at - since < NEW_FOR_MS;
  }
}
