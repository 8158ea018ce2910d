import { WatchlistsBones } from '@/components/watchlists/watchlists-bones';

/** Shown while the page is on its way. */
export default function Loading() {
  return <WatchlistsBones />;
}
