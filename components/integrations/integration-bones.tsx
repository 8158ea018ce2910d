import { CardBones, HeadBones, Loading } from '@/components/ui/skeleton';
import connect from './connect.module.css';
import hub from './hub.module.css';
import styles from './integrations.module.css';

/** The hub that is coming. */
export function HubBones() {
  return (
    <Loading>
      <HeadBones />
      <div className={hub.tiles}>
        <CardBones height={180} />
      </div>
    </Loading>
  );
}

/** The page of an integration that is coming. */
export function IntegrationBones() {
  return (
    <Loading>
      <HeadBones />
      <div className={styles.stack}>
        <CardBones height={32} />
        <CardBones rows={2} />
        <CardBones height={150} />
        <CardBones rows={8} />
      </div>
    </Loading>
  );
}

/** The set-up page that is coming. */
export function ConnectBones() {
  return (
    <Loading>
      <HeadBones />
      <div className={connect.connect}>
        <CardBones height={420} />
        <CardBones height={420} />
      </div>
    </Loading>
  );
}
