import { Refusal } from '@/domain/refusal';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The defence against forged requests: a change must come from Parapet's own pages. Browsers put Origin, and on secure
 * origins Sec-Fetch-Site, into every request that another site makes them send, and no page can alter either.
 * A program that is no browser sends `Origin` with Parapet's address.
 *
 * A change passes when Origin equals ours; where Origin is absent, when Sec-Fetch-Site says same-origin or none.
 * `Origin: null` (sandboxed frames, redirects) never passes. A read passes unless another site makes it.
 * @throws Refusal forbidden
 */
export function refuseForeignOrigin(request: Request, origin: string): void {
  const from = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const ownSite = site === 'same-origin' || site === 'none';
  if (READS.has(request.method)) {
    if (site === null || ownSite) return;
  } else if (from === origin) {
    if (site === null || ownSite) return;
  } else if (from === null && ownSite) return;
  throw new Refusal(
    'forbidden',
    `This request does not come from Parapet's own pages. Open Parapet at ${origin} and try again; a program sends the header "Origin: ${origin}".`,
  );
}
