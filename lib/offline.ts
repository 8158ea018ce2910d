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

/**
 * The same for the browser's own back and forward. What this document has opened the router keeps, and shows without a network;
 * a step to anything else would end on the browser's error page, so it is taken back, and `held` is called. In a browser that
 * does not tell its entries apart nothing is held. Returns what ends that.
 */
export function holdSteps(page: Window, held: () => void): () => void {
  if (!('navigation' in page)) return () => undefined;
  const { navigation, history, navigator } = page;
  const opened = new Set<string>();
  let here = navigation.currentEntry;
  if (here !== null) opened.add(here.key);
  const onChange = ({ navigationType }: NavigationCurrentEntryChangeEvent) => {
    // Steps are told of below, before anybody follows them.
    if (navigationType === 'traverse') return;
    here = navigation.currentEntry;
    if (here !== null) opened.add(here.key);
  };
  const onStep = (event: PopStateEvent) => {
    const there = navigation.currentEntry;
    if (there === null || here === null || navigator.onLine || opened.has(there.key)) {
      here = there;
      if (there !== null) opened.add(there.key);
      return;
    }
    event.stopImmediatePropagation();
    history.go(here.index - there.index);
    held();
  };
  navigation.addEventListener('currententrychange', onChange);
  page.addEventListener('popstate', onStep, { capture: true });
  return () => {
    navigation.removeEventListener('currententrychange', onChange);
    page.removeEventListener('popstate', onStep, { capture: true });
  };
}

/**
 * From now on the browser asks before the page goes: nothing else holds a reload, or a step to what another document opened, and
 * neither would find its page without a network. Returns what ends that.
 */
export function askBeforeUnload(page: Window): () => void {
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  page.addEventListener('beforeunload', onUnload);
  return () => page.removeEventListener('beforeunload', onUnload);
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
