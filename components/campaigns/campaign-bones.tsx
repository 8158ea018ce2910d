import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';
import styles from './campaigns.module.css';

/** The campaign that is coming. */
export function CampaignBones() {
  return (
    <Loading>
      <HeadBones />
      <div className={styles.two}>
        <div className={styles.stack}>
          <CardBones rows={4} />
          <CardBones rows={8} />
        </div>
        <CardBones height={280} />
      </div>
    </Loading>
  );
}
