import styles from './skeleton.module.css';
import card from './card.module.css';

/** A grey shape where something will be; sizes in pixels or CSS lengths. */
export function Bone({ width, height = 12 }: { width: number | string; height?: number }) {
  return <div className={styles.bone} style={{ width, maxWidth: '100%', height }} />;
}

/** The head of a page that is coming. */
export function HeadBones() {
  return (
    <div style={{ display: 'grid', gap: 10, marginBottom: 18, paddingTop: 6 }}>
      <Bone width={280} height={22} />
      <Bone width={360} height={13} />
    </div>
  );
}

/** A card that is coming, with so many rows, or a block of a height. */
export function CardBones({ rows, height }: { rows?: number; height?: number }) {
  return (
    <div className={card.card}>
      <Bone width={140} height={14} />
      <div style={{ height: 14 }} />
      {height !== undefined && <Bone width="100%" height={height} />}
      {rows !== undefined &&
        Array.from({ length: rows }, (_, row) => (
          <div className={styles.row} key={row}>
            <Bone width={160} />
            <Bone width={90} />
            <div style={{ flex: 1 }} />
            <Bone width={60} />
          </div>
        ))}
    </div>
  );
}

/** Says that a page is coming, for those who do not see the shapes. */
export function Loading({ children }: { children: React.ReactNode }) {
  return (
    <div aria-busy="true">
      <span className="visually-hidden" role="status">
        Loading
      </span>
      <div aria-hidden="true">{children}</div>
    </div>
  );
}

/** A page of one list that is coming. */
export function ListPageBones({ rows = 6 }: { rows?: number }) {
  return (
    <Loading>
      <HeadBones />
      <CardBones rows={rows} />
    </Loading>
  );
}
