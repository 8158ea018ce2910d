/**
 * The categories of the human risk score, in the order in which they are shown. Ids are stored and are written in files
 * that people import: never rename one.
 */
export const RISK_CATEGORIES = [
  'mfa_enrolment',
  'authenticator_strength',
  'device_health',
  'simulated_phishing',
  'training',
  'malware',
  'sensitive_data',
  'actual_phishing',
] as const;
export type RiskCategory = (typeof RISK_CATEGORIES)[number];

/** Those that no stream tells of: they come from other systems, by the API or as CSV. */
export const IMPORTED_CATEGORIES = [
  'simulated_phishing',
  'training',
  'malware',
  'sensitive_data',
  'actual_phishing',
] as const satisfies readonly RiskCategory[];
export type ImportedCategory = (typeof IMPORTED_CATEGORIES)[number];

export interface RiskCategoryFacts {
  readonly label: string;
  /** Where it is read from, as people call it. */
  readonly source: string;
  /** What 0 and what 10 stand for. */
  readonly meaning: string;
  /**
   * Falls by itself without new evidence. What somebody did once becomes less telling; a missing factor, an old system
   * or a training that was never taken does not.
   */
  readonly recoverable: boolean;
}

export const RISK_CATEGORY_FACTS: Readonly<Record<RiskCategory, RiskCategoryFacts>> = {
  mfa_enrolment: {
    label: 'MFA enrolment',
    source: 'the directory',
    meaning: 'Whether a second factor stands between a person’s password and the door.',
    recoverable: false,
  },
  authenticator_strength: {
    label: 'Authenticator strength',
    source: 'sign-ins of 90 days',
    meaning: 'The weakest factor a person signs in with: an attacker needs only that one.',
    recoverable: false,
  },
  device_health: {
    label: 'Device health',
    source: 'the directory',
    meaning: 'How well the worst of a person’s phones and computers is kept.',
    recoverable: false,
  },
  simulated_phishing: {
    label: 'Simulated phishing',
    source: 'import',
    meaning: 'How this person does in phishing exercises: 0 reported it, 10 gave credentials away.',
    recoverable: true,
  },
  training: {
    label: 'Training',
    source: 'import',
    meaning: 'Security training: 0 done and passed, 10 never taken.',
    recoverable: false,
  },
  malware: {
    label: 'Malware',
    source: 'import',
    meaning: 'Malware that this person brought in or ran: 0 none, 10 it ran.',
    recoverable: true,
  },
  sensitive_data: {
    label: 'Sensitive data',
    source: 'import',
    meaning: 'Sensitive data sent where it does not belong: 0 none, 10 much or on purpose.',
    recoverable: true,
  },
  actual_phishing: {
    label: 'Actual phishing',
    source: 'import',
    meaning: 'What this person did with real phishing: 0 reported it, 10 gave credentials away.',
    recoverable: true,
  },
};

/** How much each category counts in the mean, 0 to 10. A policy may hold another set of the same shape. */
export type HumanRiskWeights = Readonly<Record<RiskCategory, number>>;

/**
 * Enrolment leads, because without a second factor nothing else matters; then what lets real attacks through. An exercise
 * or a training says less of a person than what happened.
 */
export const DEFAULT_HUMAN_RISK_WEIGHTS: HumanRiskWeights = {
  mfa_enrolment: 3,
  authenticator_strength: 2,
  device_health: 2,
  simulated_phishing: 1.5,
  training: 1,
  malware: 2,
  sensitive_data: 1.5,
  actual_phishing: 2,
};
