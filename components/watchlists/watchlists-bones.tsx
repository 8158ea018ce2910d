import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** The watchlists that are coming. */
export function WatchlistsBones() {
  return (
    <Loading>
      <HeadBones />
      <CardBones rows={5} />
    </Loading>
  );
}
