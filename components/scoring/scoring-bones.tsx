import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** The scoring policy that is coming. */
export function ScoringBones() {
  return (
    <Loading>
      <HeadBones />
      <div style={{ display: 'grid', gap: 14 }}>
        <CardBones height={150} />
        <CardBones rows={14} />
        <CardBones rows={3} />
      </div>
    </Loading>
  );
}
