import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** The detectors that are coming. */
export function DetectorsBones() {
  return (
    <Loading>
      <HeadBones />
      <CardBones rows={12} />
      <CardBones rows={4} />
    </Loading>
  );
}
