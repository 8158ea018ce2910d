import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** The search of raw records that is coming. */
export function SignalsBones() {
  return (
    <Loading>
      <HeadBones />
      <div style={{ display: 'grid', gap: 14 }}>
        <CardBones height={36} />
        <CardBones height={130} />
        <CardBones rows={12} />
      </div>
    </Loading>
  );
}
