import type { OfficePlace, Place } from './places';

export type Edition = 'essentials' | 'advantage' | 'premier';

/** A computer or phone from which somebody signs in. */
export interface Computer {
  readonly epkey: string | null;
  readonly os: string;
  readonly osVersion: string;
  readonly browser: string;
  readonly browserVersion: string;
  readonly hostname: string | null;
  readonly managed: boolean;
}

/** A phone or token that answers Duo. */
export interface Authenticator {
  readonly key: string;
  readonly name: string;
  readonly carrierIp: string;
}

export interface Application {
  readonly key: string;
  readonly name: string;
  /** 'terminal' applications (remote desktop, SSH) report no browser. */
  readonly surface: 'browser' | 'terminal';
}

export interface Office {
  readonly place: OfficePlace;
  readonly egressIps: readonly string[];
}

export interface Person {
  readonly index: number;
  readonly key: string;
  readonly username: string;
  readonly email: string;
  readonly realname: string;
  readonly department: string;
  readonly groups: readonly string[];
  readonly office: Office;
  readonly homeIp: string;
  readonly computer: Computer;
  /** A second device with its own browser, used now and then. */
  readonly handheld: Computer;
  readonly authenticator: Authenticator;
  /** The factor this person is used to. */
  readonly factor: string;
  /** Local hour at which the working day begins. */
  readonly startHour: number;
  /** Works in shifts: on every day of the week, Sundays included. */
  readonly shifts: boolean;
  /** Share of working days at home. */
  readonly homeShare: number;
}

/** Somebody who works in Duo's Admin Panel. */
export interface Administrator {
  readonly key: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  /** The member of staff who this is. */
  readonly person: Person;
  /** Milliseconds. */
  readonly created: number;
}

/** The simulated customer: everything about it follows from the seed and the number of people. */
export interface Organisation {
  readonly seed: number;
  /** Duo's key of the account. */
  readonly key: string;
  readonly name: string;
  readonly domain: string;
  readonly edition: Edition;
  readonly people: readonly Person[];
  readonly applications: readonly Application[];
  readonly administrators: readonly Administrator[];
  /** The few who are attacked at all, most wanted first. */
  readonly targets: readonly Person[];
}

export type Location = Pick<Place, 'city' | 'state' | 'country'>;
