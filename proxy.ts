import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { pageHeaders } from '@/server/platform/browser-security';
import { SESSION_COOKIE } from '@/server/platform/session-cookie';
import { readSetting } from '@/server/platform/setting-file';

/** Pages that are there for people who have not signed in. */
const OPEN_PAGES = new Set(['/sign-in', '/setup', '/invitation', '/new-password', '/forgotten-password']);

/**
 * Before each page: security headers with a fresh nonce, and the way to sign-in for who brings no session cookie. It
 * authorises nothing: whether a cookie is worth anything is decided where data is read.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname } = request.nextUrl;
  const wanted = wantedPath(request);
  const headers = pageHeaders({
    nonce: randomBytes(18).toString('base64'),
    https: isReachedByHttps(),
    development: process.env.NODE_ENV === 'development',
  });
  const response =
    request.cookies.has(SESSION_COOKIE) || OPEN_PAGES.has(pathname)
      ? onwards(request, headers, wanted)
      : toSignIn(request, wanted);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

let byHttps: boolean | null = null;

/** Whether people type an address with https, read once: it is a setting, and may come from a file. */
function isReachedByHttps(): boolean {
  byHttps ??= readSetting(process.env, 'PARAPET_URL', { secret: false })?.startsWith('https:') ?? false;
  return byHttps;
}

/** The page as people name it; `_rsc` is the router's own. */
function wantedPath({ nextUrl }: NextRequest): string {
  const search = new URLSearchParams(nextUrl.searchParams);
  search.delete('_rsc');
  return search.size === 0 ? nextUrl.pathname : `${nextUrl.pathname}?${search.toString()}`;
}

/** Next.js reads the nonce from the policy of the request; pages read theirs and where they are from the others. */
function onwards(
  request: NextRequest,
  headers: Readonly<Record<string, string>>,
  path: string,
): NextResponse {
  const policy = headers['content-security-policy'] ?? '';
  const forwarded = new Headers(request.headers);
  forwarded.set('content-security-policy', policy);
  forwarded.set('x-nonce', /'nonce-([^']+)'/.exec(policy)?.[1] ?? '');
  forwarded.set('x-parapet-path', path);
  return NextResponse.next({ request: { headers: forwarded } });
}

function toSignIn(request: NextRequest, wanted: string): NextResponse {
  const url = request.nextUrl.clone();
  url.pathname = '/sign-in';
  url.search = wanted === '/' ? '' : `?next=${encodeURIComponent(wanted)}`;
  return NextResponse.redirect(url);
}

/**
 * Every path but the API (it sets its own headers), built files and probes. Prefetches are not left out, although the
 * framework's own sample does: one request header would then take the policy off a page.
 */
export const config = {
  matcher: ['/((?!api/|_next/static/|healthz$|readyz$|metrics$|icon\\.svg$|favicon\\.ico$).*)'],
};
