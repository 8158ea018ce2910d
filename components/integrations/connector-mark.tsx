import { IconShieldLock } from '@tabler/icons-react';
import styles from './integrations.module.css';

/** The mark of a tile. */
export function ConnectorMark() {
  return (
    <span className={styles.tileMark} aria-hidden="true">
      <IconShieldLock size={24} stroke={1.7} />
    </span>
  );
}
