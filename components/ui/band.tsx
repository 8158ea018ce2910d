import { BAND_FACTS, type Band } from '@/domain/bands';
import styles from './band.module.css';

/** The shape of a band: one to five strokes that grow, so that colour is never alone. */
export function BandBars({ band, scale = 1 }: { band: Band; scale?: number }) {
  const { index } = BAND_FACTS[band];
  return (
    <svg
      className={styles.bars}
      width={32 * scale}
      height={14 * scale}
      viewBox="0 0 32 14"
      aria-hidden="true"
      focusable="false"
    >
      {[1, 2, 3, 4, 5].map((stroke) => (
        <rect
          key={stroke}
          x={(stroke - 1) * 6.6}
          y={14 - (3 + stroke * 2.2)}
          width={5}
          height={3 + stroke * 2.2}
          rx={1}
          data-on={stroke <= index || undefined}
          fill={stroke <= index ? `var(--p-band-${index})` : 'var(--p-band-0)'}
        />
      ))}
    </svg>
  );
}

/** A score as it is always shown: number, bars and word. */
export function BandScore({ shown, band, large = false }: { shown: string; band: Band; large?: boolean }) {
  return (
    <span className={`${styles.band ?? ''} ${large ? (styles.large ?? '') : ''}`}>
      {large && <span className={styles.number}>{shown}</span>}
      <BandBars band={band} scale={large ? 1.15 : 1} />
      {!large && <span className={styles.number}>{shown}</span>}
      <span className={styles.word}>{BAND_FACTS[band].label}</span>
    </span>
  );
}
