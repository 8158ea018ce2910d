/** Two readings of a past moment: by what was known then, or by what is known of it now. */
export const READINGS = ['then', 'hindsight'] as const;
export type Reading = (typeof READINGS)[number];
