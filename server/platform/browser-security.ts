/** How pages are to be treated by browsers. */
export interface PageSecurity {
  /** Fresh for every answer. */
  readonly nonce: string;
  /** Whether people reach Parapet over https. */
  readonly https: boolean;
  /** Whether this is the development server, whose tools evaluate code. */
  readonly development: boolean;
}

/** Headers of every answer that is not a page. */
export const PLAIN_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/** The Content-Security-Policy of a page: scripts and style sheets only with this answer's nonce or from us. */
export function contentSecurityPolicy({ nonce, https, development }: PageSecurity): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "script-src-attr 'none'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    // Charts and tables set widths as style attributes; an attribute cannot load or run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}

/** Every security header of a page. */
export function pageHeaders(security: PageSecurity): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(security),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(security.https ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
  };
}
