type Page = Pick<
  Window & typeof globalThis,
  'addEventListener' | 'removeEventListener' | 'navigator' | 'location' | 'Element' | 'HTMLAnchorElement'
>;

let tell: (() => void) | null = null;

/**
 * While the browser has no network a link would leave the page for the browser's own error page, with all that it shows.
 * From now on links that are followed meanwhile, by mouse or by key, stay here, and `held` is called. Returns what ends that.
 */
export function holdLinks(page: Page, held: () => void): () => void {
  const onClick = (event: MouseEvent) => {
    if (page.navigator.onLine || !leadsElsewhere(event, page)) return;
    event.preventDefault();
    event.stopPropagation();
    held();
  };
  tell = held;
  // Before whatever else asks about a link.
  page.addEventListener('click', onClick, { capture: true });
  return () => {
    if (tell === held) tell = null;
    page.removeEventListener('click', onClick, { capture: true });
  };
}

/** Whether going elsewhere has to wait for the network; whoever wanted to is told. */
export function mustWait(): boolean {
  if (tell === null || window.navigator.onLine) return false;
  tell();
  return true;
}

/** Whether a click is on a link that needs the network, in this window. Within the page a link needs none. */
function leadsElsewhere(event: MouseEvent, page: Page): boolean {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false;
  const link = event.target instanceof page.Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof page.HTMLAnchorElement) || link.target === '_blank') return false;
  const [to, here] = [new URL(link.href), page.location];
  const within = to.pathname === here.pathname && to.search === here.search && to.hash !== '';
  return !(to.origin === here.origin && within);
}
