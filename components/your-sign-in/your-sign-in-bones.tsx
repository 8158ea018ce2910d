import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';
import styles from './your-sign-in.module.css';

/** How one signs in, on its way. */
export function YourSignInBones() {
  return (
    <Loading>
      <HeadBones />
      <div className={styles.stack}>
        <CardBones rows={1} />
        <CardBones rows={1} />
        <CardBones rows={3} />
      </div>
    </Loading>
  );
}
