const PAGES = ['/people', '/campaigns', '/watchlists', '/behaviors/identity'];

/** Whether a page shows scores or counts of events without the strip of feeds, which says the same itself. */
export function showsScoresAlone(pathname: string, tab: string | null): boolean {
  if (pathname === '/behaviors/identity' && (tab === null || tab === 'time')) return false;
  return PAGES.some((page) => pathname === page || pathname.startsWith(`${page}/`));
}
