import styles from './fold-button.module.css';

/** Opens what is left out of a sentence at its end, in place, and folds it again. */
export function FoldButton({
  open,
  more,
  fewer,
  onTurn,
}: {
  open: boolean;
  /** What the button says while it is folded, and while it is open. */
  more: string;
  fewer: string;
  onTurn: () => void;
}) {
  return (
    <>
      {open ? '. ' : ' '}
      <button
        type="button"
        className={styles.fold}
        aria-expanded={open}
        data-steers={open || undefined}
        onClick={onTurn}
      >
        {open ? fewer : more}
      </button>
    </>
  );
}
