import styles from './privacy.module.css';

/** What a notice says, paragraph by paragraph. */
export function NoticeText({ text }: { text: string }) {
  return (
    <div className={styles.text}>
      {text.split(/\n{2,}/).map((paragraph, index) => (
        <p key={index}>{paragraph}</p>
      ))}
    </div>
  );
}
