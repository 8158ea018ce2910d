import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** The register that is coming. */
export function HiddenBones() {
  return (
    <Loading>
      <HeadBones />
      <CardBones rows={8} />
    </Loading>
  );
}
