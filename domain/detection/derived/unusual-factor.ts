import type { SightingRule } from './derive';
import { isBypassCode, isWebAuthn } from './terms';

/**
 * `unusual_factor`: a success with a factor that the person does not use, from an unfamiliar source; or any bypass code,
 * which somebody else handed out. A change to WebAuthn is a change for the better.
 */
export const unusualFactor: SightingRule = {
  kind: 'unusual_factor',
  bucketDays: 30,
  gathers: false,
  detect: ({ signal, success, interactive, unfamiliar, factorNew }) => {
    const { record } = signal;
    if (!success || !interactive || record.factor === null) return null;
    const subject = record.factor.toLowerCase();
    if (isBypassCode(record)) return { subject, confidence: unfamiliar ? 0.8 : 0.4 };
    if (!unfamiliar || !factorNew || isWebAuthn(record)) return null;
    return { subject, confidence: 0.8 };
  },
};
