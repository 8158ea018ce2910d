import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** The rules for groups that are coming. */
export function CriticalityBones() {
  return (
    <Loading>
      <HeadBones />
      <CardBones rows={8} />
    </Loading>
  );
}
