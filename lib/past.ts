'use client';

import { useAddress } from '@/lib/address';
import { type PastMoment, parseMoment } from '@/lib/queries/past';

/** The moment that a page shows, as its address names it. */
export function usePastMoment(): PastMoment {
  return parseMoment(useAddress().get);
}

/** What an address names as its moment and cannot be one; null where it names none, or one that is shown. */
export function useUnreadMoment(): string | null {
  const { get } = useAddress();
  return parseMoment(get).at === null ? get('at') : null;
}

/** Gives a way to another page the past moment of this one; of now it stays as it is. */
export function useCarried(): (href: string) => string {
  const moment = usePastMoment();
  return (href) => carried(href, moment);
}

/**
 * The same for a way to the list behind a number; null where that list has no past, so that it would be another number.
 */
export function useListHref(): (href: string) => string | null {
  const moment = usePastMoment();
  if (moment.at === null) return (href) => href;
  // Records are found by when they occurred, at any moment.
  return (href) =>
    HAVE_A_PAST.some((page) => href.startsWith(page))
      ? carried(href, moment)
      : href.startsWith('/signals')
        ? href
        : null;
}

const HAVE_A_PAST = ['/people', '/behaviors'];

function carried(href: string, { at, reading }: PastMoment): string {
  if (at === null) return href;
  const moment = new URLSearchParams({ at, ...(reading === 'hindsight' && { reading }) }).toString();
  return `${href}${href.includes('?') ? '&' : '?'}${moment}`;
}
