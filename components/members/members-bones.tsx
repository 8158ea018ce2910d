import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** The members that are coming. */
export function MembersBones() {
  return (
    <Loading>
      <HeadBones />
      <CardBones rows={6} />
    </Loading>
  );
}
