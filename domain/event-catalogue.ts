/**
 * The identity event kinds, as data: what each is called, where it belongs, what it weighs by default, what raises
 * it, the MITRE ATT&CK technique it is a sign of, and what an analyst does about it.
 */

/** Ids of every kind, in the order in which screens list them. Stored in the database: never rename one. */
export const EVENT_KINDS = [
  'country_code_mismatch',
  'credential_stuffing',
  'device_distance',
  'novel_asn',
  'push_harassment',
  'push_spray',
  'tampered_cookie',
  'denied_then_approved',
  'unfamiliar_sign_in',
  'unrealistic_geovelocity',
  'unusual_device',
  'unusual_factor',
  'user_marked_fraud',
  'new_country',
  'unusual_network',
  'unusual_application',
  'unusual_time',
  'bypass_enabled',
  'risky_device_registration',
  'risk_policy_triggered',
  'user_risk_changed',
  'security_threat_detected',
  'leaked_password',
  'other_duo_detection',
  'high_risk_system_event',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** The three groups under which kinds are shown, in order. */
export const EVENT_GROUPS = ['authentication', 'trust_monitor', 'identity_platform'] as const;

export type EventGroup = (typeof EVENT_GROUPS)[number];

export const EVENT_GROUP_LABELS: Readonly<Record<EventGroup, string>> = {
  authentication: 'Authentication',
  trust_monitor: 'Trust Monitor',
  identity_platform: 'Identity platform',
};

/** Families that hold several kinds: one sign-in raises them together for one reason, and the strongest counts. */
export const SHARED_FAMILIES = ['place', 'habit', 'verdict'] as const;

export type SharedFamily = (typeof SHARED_FAMILIES)[number];

/** A shared family, or the kind's own id where the kind is a family of its own. */
export type Family = SharedFamily | EventKind;

export interface EventKindFacts {
  readonly id: EventKind;
  /** Sentence-case name for people. */
  readonly label: string;
  readonly group: EventGroup;
  readonly family: Family;
  /** Weight in the default scoring policy, 0 to 10; 0 means shown and never scored. */
  readonly defaultWeight: number;
  /** One sentence: what was seen. */
  readonly raisedBy: string;
  /** MITRE ATT&CK technique (https://attack.mitre.org/techniques/<id with a dot as a slash>/). */
  readonly technique: { readonly id: string; readonly name: string };
  /** What the analyst does next. */
  readonly remedy: string;
}

export const EVENT_CATALOGUE: Readonly<Record<EventKind, EventKindFacts>> = {
  country_code_mismatch: {
    id: 'country_code_mismatch',
    label: 'Country code mismatch',
    group: 'authentication',
    family: 'place',
    defaultWeight: 3.5,
    raisedBy: 'A sign-in came from one country while the phone that approved it was in another.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Ask the person where they were. If they were not in both countries, end their sessions and change their password.',
  },
  credential_stuffing: {
    id: 'credential_stuffing',
    label: 'Credential stuffing',
    group: 'authentication',
    family: 'credential_stuffing',
    defaultWeight: 5.5,
    raisedBy: 'One source address failed to sign in as many people within a short time.',
    technique: { id: 'T1110.004', name: 'Brute Force: Credential Stuffing' },
    remedy:
      'Block the source address, and change the password of everyone for whom it got as far as the second factor.',
  },
  device_distance: {
    id: 'device_distance',
    label: 'Device distance',
    group: 'authentication',
    family: 'place',
    defaultWeight: 2.5,
    raisedBy: 'The device that signed in and the device that approved it were far apart in the same country.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Ask the person whether they approved a sign-in for someone else. If nobody recognises it, change their password.',
  },
  novel_asn: {
    id: 'novel_asn',
    label: 'Novel ASN',
    group: 'authentication',
    family: 'place',
    defaultWeight: 1.8,
    raisedBy:
      'A sign-in came from an internet provider that this person has not used and few others here use.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Look at the network. A hosting or proxy provider deserves a question to the person; a new home provider does not.',
  },
  push_harassment: {
    id: 'push_harassment',
    label: 'Push harassment',
    group: 'authentication',
    family: 'push_harassment',
    defaultWeight: 7.5,
    raisedBy:
      'Pushes to one person were denied or left unanswered: several within minutes, or some over days from places that are not theirs.',
    technique: { id: 'T1621', name: 'Multi-Factor Authentication Request Generation' },
    remedy:
      'Whoever sends these pushes has the password: change it, tell the person to keep denying, and require verified push.',
  },
  push_spray: {
    id: 'push_spray',
    label: 'Push spray',
    group: 'authentication',
    family: 'push_spray',
    defaultWeight: 5.5,
    raisedBy: 'One source sent pushes to many people, and most of them failed.',
    technique: { id: 'T1621', name: 'Multi-Factor Authentication Request Generation' },
    remedy:
      'Block the source address, then change the passwords of the people who were pushed, those who approved first.',
  },
  tampered_cookie: {
    id: 'tampered_cookie',
    label: 'Tampered cookie',
    group: 'authentication',
    family: 'tampered_cookie',
    defaultWeight: 7.5,
    raisedBy: 'Duo saw a session or remembered-device cookie that had been altered or moved.',
    technique: { id: 'T1606.001', name: 'Forge Web Credentials: Web Cookies' },
    remedy:
      'End all sessions and remembered devices of the person, and examine the device that the cookie came from.',
  },
  denied_then_approved: {
    id: 'denied_then_approved',
    label: 'Denied, then approved',
    group: 'authentication',
    family: 'denied_then_approved',
    defaultWeight: 9.5,
    raisedBy:
      'Pushes were denied or left unanswered, and one from the same source was approved minutes later.',
    technique: { id: 'T1621', name: 'Multi-Factor Authentication Request Generation' },
    remedy:
      'Treat the account as taken: end its sessions, change the password, and review what was reached and enrolled since.',
  },
  unfamiliar_sign_in: {
    id: 'unfamiliar_sign_in',
    label: 'Unfamiliar sign-in',
    group: 'authentication',
    family: 'unfamiliar_sign_in',
    defaultWeight: 9.0,
    raisedBy: 'A sign-in succeeded from a source unlike anything this person has used.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Call the person on a number you already hold. If it was not them, end their sessions and change the password.',
  },
  unrealistic_geovelocity: {
    id: 'unrealistic_geovelocity',
    label: 'Unrealistic geovelocity',
    group: 'trust_monitor',
    family: 'place',
    defaultWeight: 4.5,
    raisedBy: 'Two sign-ins followed each other faster than anyone can travel between their places.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Rule out a VPN or proxy first. Otherwise one of the two sign-ins is not the person: end sessions, change the password.',
  },
  unusual_device: {
    id: 'unusual_device',
    label: 'Unusual device',
    group: 'trust_monitor',
    family: 'habit',
    defaultWeight: 2.5,
    raisedBy: 'A sign-in succeeded on a device that is not among those this person uses.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Ask the person whether they have a new device. If not, end its session and change their password.',
  },
  unusual_factor: {
    id: 'unusual_factor',
    label: 'Unusual factor',
    group: 'trust_monitor',
    family: 'habit',
    defaultWeight: 2.5,
    raisedBy:
      'A sign-in succeeded with a factor that this person does not normally use, or with a bypass code.',
    technique: { id: 'T1111', name: 'Multi-Factor Authentication Interception' },
    remedy:
      'Check who issued the code or moved the number, and remove factors that the person does not recognise.',
  },
  user_marked_fraud: {
    id: 'user_marked_fraud',
    label: 'User-marked fraud',
    group: 'trust_monitor',
    family: 'user_marked_fraud',
    defaultWeight: 7.5,
    raisedBy: 'The person reported a push as fraudulent.',
    technique: { id: 'T1621', name: 'Multi-Factor Authentication Request Generation' },
    remedy:
      'Believe the report: somebody has the password. Change it, thank the person, and look for others pushed by the source.',
  },
  new_country: {
    id: 'new_country',
    label: 'New country',
    group: 'trust_monitor',
    family: 'place',
    defaultWeight: 3.0,
    raisedBy: 'A sign-in came from a country that this person has not signed in from before.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy: 'Ask whether the person is travelling. If they are not, end the session and change the password.',
  },
  unusual_network: {
    id: 'unusual_network',
    label: 'Unusual network',
    group: 'trust_monitor',
    family: 'place',
    defaultWeight: 1.5,
    raisedBy: 'A sign-in came from a network that this person does not normally use.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Weigh it with the other events of the same hour. Alone it is often a hotel, a train or a new provider.',
  },
  unusual_application: {
    id: 'unusual_application',
    label: 'Unusual application',
    group: 'trust_monitor',
    family: 'habit',
    defaultWeight: 1.0,
    raisedBy: 'A sign-in reached an application that this person has not used before.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Check whether the person was given access lately. If not, ask them, and look at what was done in the application.',
  },
  unusual_time: {
    id: 'unusual_time',
    label: 'Unusual time',
    group: 'trust_monitor',
    family: 'habit',
    defaultWeight: 1.0,
    raisedBy: 'A sign-in happened at an hour when this person hardly ever signs in.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy: 'Weigh it with the other events of the same sign-in. Alone it rarely needs an answer.',
  },
  bypass_enabled: {
    id: 'bypass_enabled',
    label: 'Bypass enabled',
    group: 'trust_monitor',
    family: 'bypass_enabled',
    defaultWeight: 3.5,
    raisedBy:
      'A person was put into bypass or given bypass codes, so that no second factor is asked of them.',
    technique: { id: 'T1556.006', name: 'Modify Authentication Process: Multi-Factor Authentication' },
    remedy:
      'Ask the administrator who did it for the reason, and take the bypass away as soon as it is not needed.',
  },
  risky_device_registration: {
    id: 'risky_device_registration',
    label: 'Risky device registration',
    group: 'trust_monitor',
    family: 'risky_device_registration',
    defaultWeight: 5.0,
    raisedBy: 'A device was enrolled soon after denied pushes, an unfamiliar sign-in, fraud or a bypass.',
    technique: { id: 'T1098.005', name: 'Account Manipulation: Device Registration' },
    remedy:
      'Confirm the device with the person by voice. Remove it if they do not hold it, then end sessions and change the password.',
  },
  risk_policy_triggered: {
    id: 'risk_policy_triggered',
    label: 'Risk policy triggered',
    group: 'identity_platform',
    family: 'verdict',
    defaultWeight: 2.5,
    raisedBy: 'Duo rated the trust of a sign-in as low and the risk policy asked for a stronger factor.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Open the sign-in and read why Duo trusted it less. If the person does not recognise it, change their password.',
  },
  user_risk_changed: {
    id: 'user_risk_changed',
    label: 'User risk changed',
    group: 'identity_platform',
    family: 'verdict',
    defaultWeight: 1.5,
    raisedBy: "Duo's trust in this person fell from normal to low, or the person was locked out.",
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy:
      'Look at the sign-ins just before the change. Unlock the person only after they have explained the failures.',
  },
  security_threat_detected: {
    id: 'security_threat_detected',
    label: 'Security threat detected',
    group: 'identity_platform',
    family: 'security_threat_detected',
    defaultWeight: 4.5,
    raisedBy:
      'Duo gave an event priority, or denied a sign-in for an anomalous push, an anonymous address or a denied network.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy: 'Read the reason for the denial. An anomalous push means that the password is known: change it.',
  },
  leaked_password: {
    id: 'leaked_password',
    label: 'Leaked password',
    group: 'identity_platform',
    family: 'leaked_password',
    defaultWeight: 6.5,
    raisedBy: "A source that watches for leaks reported this person's password.",
    technique: { id: 'T1589.001', name: 'Gather Victim Identity Information: Credentials' },
    remedy:
      'Change the password everywhere it was used, and check for sign-ins between the leak and the change.',
  },
  other_duo_detection: {
    id: 'other_duo_detection',
    label: 'Other Duo detection',
    group: 'identity_platform',
    family: 'verdict',
    defaultWeight: 2.5,
    raisedBy: 'Duo reported a detection by a name that Parapet does not know yet; the event keeps the name.',
    technique: { id: 'T1078', name: 'Valid Accounts' },
    remedy: "Read the name and the record behind it, and judge it as you would any verdict of Duo's.",
  },
  high_risk_system_event: {
    id: 'high_risk_system_event',
    label: 'High-risk system event',
    group: 'identity_platform',
    family: 'high_risk_system_event',
    defaultWeight: 0,
    raisedBy:
      'An administrator changed something that protects everyone: a new administrator, a weaker policy, a viewed secret key.',
    technique: { id: 'T1556', name: 'Modify Authentication Process' },
    remedy:
      'Confirm the change with the administrator who made it. If they do not recognise it, undo it and review their account.',
  },
};

const KNOWN_KINDS: ReadonlySet<string> = new Set(EVENT_KINDS);

/** Whether a text is the id of a kind. */
export function isEventKind(value: string): value is EventKind {
  return KNOWN_KINDS.has(value);
}

/** The kind that an id from outside names, or null when there is none of that name. */
export function parseEventKind(value: unknown): EventKind | null {
  return typeof value === 'string' && isEventKind(value) ? value : null;
}
