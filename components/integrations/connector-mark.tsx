import { IconShieldLock, IconWebhook, type Icon } from '@tabler/icons-react';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import styles from './hub.module.css';

const ICONS: Readonly<Record<ConnectorManifest['icon'], Icon>> = {
  shield: IconShieldLock,
  webhook: IconWebhook,
};

/** The mark of a tile. */
export function ConnectorMark({ icon }: Pick<ConnectorManifest, 'icon'>) {
  const Mark = ICONS[icon];
  return (
    <span className={styles.mark} aria-hidden="true">
      <Mark size={24} stroke={1.7} />
    </span>
  );
}
