import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';
import styles from './dashboard.module.css';

/** The dashboard that is coming. */
export function DashboardBones() {
  return (
    <Loading>
      <HeadBones />
      <div className={styles.stack}>
        <CardBones height={8} />
        <div className={styles.top}>
          <CardBones height={64} />
          <CardBones height={64} />
          <CardBones height={64} />
        </div>
        <CardBones height={180} />
        <div className={styles.lower}>
          <CardBones rows={9} />
          <div className={styles.stack}>
            <CardBones rows={5} />
            <CardBones rows={5} />
            <CardBones rows={5} />
          </div>
        </div>
      </div>
    </Loading>
  );
}
