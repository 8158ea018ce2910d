import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';

/** The profile that is coming. */
export function ProfileBones() {
  return (
    <Loading>
      <HeadBones />
      <div style={{ display: 'grid', gap: 14 }}>
        <CardBones height={44} />
        <div
          style={{ display: 'grid', gap: 14, gridTemplateColumns: 'repeat(auto-fit, minmax(300px, 1fr))' }}
        >
          <CardBones rows={5} />
          <CardBones height={240} />
        </div>
        <CardBones rows={5} />
      </div>
    </Loading>
  );
}
