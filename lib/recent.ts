/** A page that somebody had open, to be offered again. */
export interface RecentPlace {
  readonly href: string;
  readonly label: string;
}

const STORE = 'parapet-recent';
const KEPT = 6;

/**
 * What a member opened last in this tab, newest first. Names of people are among it, so it ends with the tab, and nobody
 * is offered what another member, or the same one in another account, had open.
 */
export function recentPlaces(owner: string): readonly RecentPlace[] {
  try {
    return parseRecent(sessionStorage.getItem(STORE), owner);
  } catch {
    return [];
  }
}

/** Puts a place first, once. */
export function keepRecent(owner: string, place: RecentPlace): void {
  const places = withRecent(recentPlaces(owner), place);
  try {
    sessionStorage.setItem(STORE, JSON.stringify({ owner, places }));
  } catch {
    // Storage may be forbidden or full; then nothing is offered again.
  }
}

/** The list with a place put first; an older mention of it goes. */
export function withRecent(places: readonly RecentPlace[], place: RecentPlace): readonly RecentPlace[] {
  return [place, ...places.filter(({ href }) => href !== place.href)].slice(0, KEPT);
}

/** Named parser: what was stored for this owner; anything else is nothing. */
export function parseRecent(text: string | null, owner: string): readonly RecentPlace[] {
  let body: unknown;
  try {
    body = JSON.parse(text ?? '');
  } catch {
    return [];
  }
  if (typeof body !== 'object' || body === null || !('owner' in body) || body.owner !== owner) return [];
  if (!('places' in body) || !Array.isArray(body.places)) return [];
  const stored: readonly unknown[] = body.places;
  return stored.filter(isPlace).slice(0, KEPT);
}

function isPlace(value: unknown): value is RecentPlace {
  return (
    typeof value === 'object' &&
    value !== null &&
    'href' in value &&
    typeof value.href === 'string' &&
    /^\/(?!\/)/.test(value.href) &&
    'label' in value &&
    typeof value.label === 'string'
  );
}
