/** As long as a page that people read to its end. */
export const MOST_OF_NOTICE = 5_000;

/** What the notice of an account says until somebody writes its own. */
export const FIRST_NOTICE = `Parapet shows who in this organisation is attacked through their sign-ins. For this it collects the records of sign-ins, devices and administration that the connected systems keep of the people in this organisation: who signed in, when, from which network, place and device, and with what result.

Whoever looks at these records looks at people. Use them to protect those people and the organisation, and for nothing else: not to judge work, presence or conduct. Look only at what a question of security needs. What you look at in a profile is written down.

The people concerned are to know that this is done, as the law and the agreements of this organisation ask for. Somebody who asks what is held about them is to be answered.`;

/** What stands of a notice. Version 1 is `FIRST_NOTICE` until it is written down. */
export interface MonitoringNotice {
  readonly version: number;
  readonly text: string;
  /** Null for the one that comes with Parapet. */
  readonly writtenAt: number | null;
  readonly writtenByName: string | null;
  readonly acceptedAt: number | null;
  readonly acceptedByName: string | null;
}
