import { hashText } from '../random';

/** A phone as Duo's phone list describes it. */
export interface Phone {
  readonly id: string;
  /** In international form, as the telephony log has it. */
  readonly number: string;
  readonly model: string;
  readonly platform: string;
  readonly osVersion: string;
  readonly appVersion: string;
  readonly encrypted: string;
  readonly fingerprint: string;
  readonly screenlock: string;
  readonly tampered: string;
}

/** The number in a phone's name, such as `iPhone 15 (617-555-0123)`, in international form; '' when it has none. */
export function numberOf(phoneName: string): string {
  const text = /\(([^)]*)\)\s*$/.exec(phoneName)?.[1] ?? '';
  const digits = text.replace(/\D/g, '');
  if (digits === '') return '';
  return text.startsWith('+') ? `+${digits}` : `+1${digits}`;
}

function platformOf(model: string): Pick<Phone, 'platform' | 'osVersion'> {
  const variety = hashText(model);
  return model.startsWith('iPhone')
    ? { platform: 'Apple iOS', osVersion: ['17.7', '18.5', '18.6'][variety % 3] ?? '18.6' }
    : { platform: 'Google Android', osVersion: ['13', '14', '15'][variety % 3] ?? '15' };
}

/** A phone from its key and its name in the authentication log; a few in a hundred are not as safe as they should be. */
export function phoneOf(id: string, phoneName: string): Phone {
  const variety = hashText(id);
  const model = phoneName.replace(/ \([^)]*\)$/, '');
  return {
    id,
    number: numberOf(phoneName),
    model,
    ...platformOf(model),
    ...(variety % 29 === 0 ? { osVersion: '11' } : {}),
    appVersion: variety % 17 === 0 ? '4.42.0.102' : '4.85.0.312',
    encrypted: variety % 41 === 0 ? 'Unencrypted' : 'Encrypted',
    fingerprint: variety % 5 === 0 ? 'Disabled' : 'Configured',
    screenlock: variety % 19 === 0 ? 'Unlocked' : 'Locked',
    tampered: variety % 97 === 0 ? 'Tampered' : 'Not tampered',
  };
}
