/**
 * The cookie of a session. `__Host-` ties it to this origin: browsers keep it only when it is Secure, for the whole
 * host and set by the host itself. They do so over plain http on 127.0.0.1 and localhost as well.
 */
export const SESSION_COOKIE = '__Host-parapet-session';
export const CSRF_COOKIE = '__Host-parapet-csrf';
export const CALLBACK_COOKIE = '__Host-parapet-callback';
/** Stands for a password that was right, until the second step of the sign-in. */
export const PENDING_COOKIE = '__Host-parapet-pending';

/** The secret of a sign-in that is under way at an identity provider. */
export const SIGN_ON_COOKIE = '__Host-parapet-sign-on';

/** The value of a cookie in a Cookie header, or null. */
export function cookieValue(header: string | null, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
