/** How a notification reaches somebody. */
export const CHANNELS = ['product', 'mail'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Where a delivery stands: on its way, there, given up, or not sent because nobody was to get it. */
export const DELIVERY_STATES = ['waiting', 'sent', 'failed', 'left_out'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

interface ReasonFacts {
  /** What was the matter. */
  readonly said: string;
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null;
}

/** Why a delivery did not arrive, or was not sent. Stored: never rename one. */
export const DELIVERY_REASONS = {
  no_mail_server: {
    said: 'Parapet has no mail server to send it with.',
    remedy:
      'Set PARAPET_SMTP_URL for web and worker, and start both again. What was not sent then stays in the product alone.',
  },
  mail_unreachable: {
    said: 'The mail server could not be reached.',
    remedy: 'Check the host and the port of PARAPET_SMTP_URL, and that the worker may connect to it.',
  },
  mail_certificate: {
    said: 'The mail server could not be reached over a trusted TLS connection.',
    remedy:
      'Check that it offers STARTTLS or is named with smtps://, and that its certificate is valid for its name.',
  },
  mail_sign_in: {
    said: 'The mail server did not take the name and the password.',
    remedy: 'Check the name and the password in PARAPET_SMTP_URL.',
  },
  mail_address: {
    said: 'The mail server refused the address.',
    remedy:
      'Check that the member’s address is spelt right and still in use, and that PARAPET_MAIL_FROM may send.',
  },
  mail_refused: {
    said: 'The mail server did not take the letter.',
    remedy: 'Look into the log of the mail server at this time: it says why.',
  },
  fault: {
    said: 'Parapet could not write or send it: a fault of its own.',
    remedy: 'Look into the log of the worker at this time: it says why.',
  },
  member_gone: { said: 'The member does not belong to the account any more.', remedy: 'Change the rule.' },
  member_off: { said: 'The member’s access is switched off.', remedy: 'Change the rule, or switch it on.' },
  password_to_choose: {
    said: 'The member has not chosen an own password yet.',
    remedy: 'They choose one when they sign in; letters go to them from then on.',
  },
  second_factor_to_add: {
    said: 'The member owes a second factor.',
    remedy: 'They add one when they sign in; letters go to them from then on.',
  },
  not_allowed: {
    said: 'The member’s role does not show what it is about.',
    remedy: 'Give them a role that does, or choose somebody else.',
  },
  notice_pending: {
    said: 'The notice on monitoring is not accepted, so that nobody is shown.',
    remedy: 'Read it under Settings, Privacy.',
  },
} as const satisfies Readonly<Record<string, ReasonFacts>>;
export type DeliveryReason = keyof typeof DELIVERY_REASONS;

const REASONS: ReadonlySet<string> = new Set(Object.keys(DELIVERY_REASONS));

/** A stored reason; null for none. */
export function parseReason(stored: string | null): DeliveryReason | null {
  return stored !== null && isReason(stored) ? stored : null;
}

function isReason(stored: string): stored is DeliveryReason {
  return REASONS.has(stored);
}

const MINUTE_MS = 60_000;

/** How long is waited after each try. After the last one it is given up: half a day after the first. */
const WAITS_MS = [1, 2, 5, 15, 60, 180, 480].map((minutes) => minutes * MINUTE_MS);

/** How often one delivery is tried. */
export const MOST_TRIES = WAITS_MS.length + 1;

/** How long the next try waits after so many; null where there is none. */
export function nextWait(tries: number): number | null {
  return WAITS_MS[tries - 1] ?? null;
}

/** What became of a try that failed: why, and whether another one can help. */
export interface FailedTry {
  readonly reason: DeliveryReason;
  readonly mayPass: boolean;
}

/** What a mail program's error says, by its codes. */
export function mailFailure(error: {
  readonly code: string | null;
  readonly responseCode: number | null;
}): FailedTry {
  const { code, responseCode } = error;
  if (code === 'EAUTH' || code === 'ENOAUTH') return { reason: 'mail_sign_in', mayPass: true };
  if (code === 'ETLS' || (code?.includes('CERT') ?? false))
    return { reason: 'mail_certificate', mayPass: true };
  if (responseCode !== null) {
    const mayPass = responseCode < 500;
    return { reason: code === 'EENVELOPE' ? 'mail_address' : 'mail_refused', mayPass };
  }
  return { reason: 'mail_unreachable', mayPass: true };
}
