import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** A behavior that is coming. */
export function BehaviorBones() {
  return (
    <Loading>
      <HeadBones />
      <div style={{ display: 'grid', gap: 14 }}>
        <CardBones height={200} />
        <CardBones rows={8} />
      </div>
    </Loading>
  );
}
