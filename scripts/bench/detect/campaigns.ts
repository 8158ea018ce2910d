import type { EventKind } from '@/domain/event-catalogue';
import { HOUR_MS, MINUTE_MS } from '@/domain/detection/derived/terms';
import type { Person } from './organisation';
import type { Stage } from './stage';

/** One act of an attack on one victim. */
export interface CampaignFacts {
  readonly name: string;
  readonly gotIn: boolean;
  /** Victims in an organisation of 5,000. */
  readonly victims: number;
  /** How many of them one attack takes at once, from one source. */
  readonly together: number;
  /** Kinds that must be raised for each victim; those that rest on device keys only where the victim's are stable. */
  readonly must: readonly EventKind[];
  /** Kinds that must be raised where the edition of Duo has detectors of its own, and cannot otherwise. */
  readonly mustWithDuo?: readonly EventKind[];
  /** Kinds, beside those of place and habit, that may be raised as well. */
  readonly may: readonly EventKind[];
  /** Whom it can be tried on; everybody where it is absent. */
  readonly who?: (person: Person) => boolean;
  /** Acts it out. Called once for each attack, with its victims. */
  readonly stage: (stage: Stage) => void;
}

const pushed = ({ factor }: Person): boolean => factor === 'duo_push';
/** The rule for hours needs forty sign-ins, and has nothing to say of shifts. */
const regular = ({ shifts, signInsADay }: Person): boolean => !shifts && signInsADay >= 1.6;
const inWideCountry = (person: Person): boolean =>
  pushed(person) && ['United States', 'India'].includes(person.city.country);

const BOMBED: readonly EventKind[] = ['push_harassment', 'denied_then_approved', 'unfamiliar_sign_in'];

/** Everything that is staged. */
export const CAMPAIGNS: readonly CampaignFacts[] = [
  {
    name: 'push bombing, approved',
    gotIn: true,
    victims: 24,
    together: 1,
    must: ['push_harassment', 'denied_then_approved', 'country_code_mismatch', 'new_country'],
    may: BOMBED,
    who: pushed,
    stage: (stage) => {
      const source = stage.abroad();
      stage.pushes(source, stage.random.whole(4, 8), 6 * MINUTE_MS);
      stage.wait(stage.random.between(20, 120) * 1_000);
      stage.approve(source, 'duo_push');
      stage.stay(source);
    },
  },
  {
    name: 'push bombing, refused',
    gotIn: false,
    victims: 24,
    together: 1,
    must: ['push_harassment'],
    may: [],
    who: pushed,
    stage: (stage) => stage.pushes(stage.abroad(), stage.random.whole(4, 12), 8 * MINUTE_MS),
  },
  {
    name: 'push bombing from the same country, approved',
    gotIn: true,
    victims: 24,
    together: 1,
    must: ['push_harassment', 'denied_then_approved'],
    may: BOMBED,
    who: pushed,
    stage: (stage) => {
      const source = stage.nearby();
      stage.pushes(source, stage.random.whole(4, 8), 6 * MINUTE_MS);
      stage.wait(stage.random.between(20, 120) * 1_000);
      stage.approve(source, 'duo_push');
      stage.stay(source);
    },
  },
  {
    name: 'slow push bombing',
    gotIn: false,
    victims: 20,
    together: 1,
    must: ['push_harassment'],
    may: [],
    who: pushed,
    stage: (stage) => {
      for (let nth = 0; nth < 6; nth += 1) {
        stage.pushes(stage.abroad(), 1, 0);
        stage.wait(stage.random.between(14, 26) * HOUR_MS);
      }
    },
  },
  {
    name: 'quiet takeover by a phished code',
    gotIn: true,
    victims: 24,
    together: 1,
    must: ['unfamiliar_sign_in', 'new_country', 'novel_asn', 'unusual_network', 'unusual_device'],
    may: [],
    stage: (stage) => {
      const source = stage.abroad();
      stage.approve(source, 'duo_mobile_passcode');
      stage.stay(source);
    },
  },
  {
    name: 'quiet takeover by a phished push',
    gotIn: true,
    victims: 24,
    together: 1,
    must: ['unfamiliar_sign_in', 'country_code_mismatch'],
    may: [],
    who: pushed,
    stage: (stage) => {
      const source = stage.abroad();
      stage.approve(source, 'duo_push');
      stage.stay(source);
    },
  },
  {
    name: 'quiet takeover through a VPN in the same country',
    gotIn: true,
    victims: 24,
    together: 1,
    must: ['unfamiliar_sign_in', 'unusual_device', 'unusual_network'],
    may: [],
    stage: (stage) => {
      const source = stage.nearby();
      stage.approve(source, 'duo_mobile_passcode');
      stage.stay(source);
    },
  },
  {
    name: 'takeover at night, of an application that is new',
    gotIn: true,
    victims: 20,
    together: 1,
    must: ['unfamiliar_sign_in', 'unusual_application', 'unusual_time'],
    may: [],
    who: regular,
    stage: (stage) => {
      stage.toNight();
      const source = stage.abroad();
      stage.approve(source, 'sms_passcode', 'DI-PAYROLL');
      stage.stay(source);
    },
  },
  {
    name: 'bypass code talked out of the help desk',
    gotIn: true,
    victims: 20,
    together: 1,
    must: ['unusual_factor', 'unfamiliar_sign_in'],
    may: [],
    stage: (stage) => {
      const source = stage.nearby();
      stage.approve(source, 'bypass_code');
      stage.stay(source);
    },
  },
  {
    name: 'push spray',
    gotIn: false,
    victims: 60,
    together: 20,
    must: ['push_spray'],
    may: [],
    who: pushed,
    stage: (stage) => {
      const source = stage.abroad();
      stage.each(() => {
        stage.pushes(source, 1, 0);
        stage.wait(stage.random.between(0.5, 2.5) * MINUTE_MS);
      });
    },
  },
  {
    name: 'push spray, slow',
    gotIn: false,
    victims: 48,
    together: 12,
    must: ['push_spray'],
    may: [],
    who: pushed,
    stage: (stage) => {
      stage.toMorning();
      const source = stage.nearby();
      stage.each(() => {
        stage.pushes(source, 1, 0);
        stage.wait(stage.random.between(25, 60) * MINUTE_MS);
      });
    },
  },
  {
    name: 'push spray, one approves',
    gotIn: true,
    victims: 16,
    together: 1,
    must: ['denied_then_approved'],
    may: [...BOMBED, 'push_spray'],
    who: pushed,
    stage: (stage) => {
      const source = stage.abroad();
      stage.bystanders(15, () => {
        stage.pushes(source, 1, 0);
        stage.wait(stage.random.between(0.5, 2) * MINUTE_MS);
      });
      stage.approve(source, 'duo_push');
      stage.stay(source);
    },
  },
  {
    name: 'credential stuffing',
    gotIn: false,
    victims: 60,
    together: 20,
    must: ['credential_stuffing'],
    may: ['push_spray'],
    stage: (stage) => {
      const source = stage.abroad();
      stage.unknownNames(source, 40);
      stage.each(() => {
        stage.refuse(source, 'duo_mobile_passcode', 'invalid_passcode');
        stage.wait(stage.random.between(20, 80) * 1_000);
      });
    },
  },
  {
    name: 'impossible travel',
    gotIn: true,
    victims: 40,
    together: 1,
    must: ['unrealistic_geovelocity', 'unfamiliar_sign_in'],
    may: [],
    who: ({ shifts }) => !shifts,
    stage: (stage) => {
      stage.toEvening();
      stage.fromHome();
      stage.wait(stage.random.between(10, 45) * MINUTE_MS);
      const source = stage.abroad();
      stage.approve(source, 'duo_mobile_passcode');
      stage.stay(source);
    },
  },
  {
    name: 'far away in the same country',
    gotIn: false,
    victims: 40,
    together: 1,
    must: ['device_distance'],
    may: ['push_harassment'],
    who: inWideCountry,
    stage: (stage) => {
      const source = stage.farInCountry();
      for (let nth = 0; nth < 3; nth += 1) {
        stage.pushes(source, 1, 0);
        stage.wait(stage.random.between(30, 60) * MINUTE_MS);
      }
    },
  },
  {
    name: 'device enrolled after a takeover',
    gotIn: true,
    victims: 20,
    together: 1,
    must: ['risky_device_registration', 'push_harassment', 'denied_then_approved'],
    may: BOMBED,
    who: pushed,
    stage: (stage) => {
      const source = stage.abroad();
      stage.pushes(source, 4, 5 * MINUTE_MS);
      stage.wait(30_000);
      stage.approve(source, 'duo_push');
      stage.wait(stage.random.between(5, 90) * MINUTE_MS);
      stage.enrol(source);
      stage.stay(source);
    },
  },
  {
    name: 'fraud reported',
    gotIn: false,
    victims: 20,
    together: 1,
    must: ['user_marked_fraud'],
    may: ['push_harassment'],
    who: pushed,
    stage: (stage) => {
      const source = stage.abroad();
      stage.pushes(source, 1, 0);
      stage.wait(70_000);
      stage.fraud(source);
    },
  },
  {
    name: 'stolen cookie',
    gotIn: true,
    victims: 12,
    together: 1,
    must: [],
    mustWithDuo: ['tampered_cookie'],
    may: ['unfamiliar_sign_in'],
    stage: (stage) => stage.cookie(stage.abroad()),
  },
];
