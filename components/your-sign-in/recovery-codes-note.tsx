'use client';

import { Button } from '@mantine/core';
import styles from './your-sign-in.module.css';

/** Recovery codes, shown this once, with what to do with them. */
export function RecoveryCodesNote({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const text = `Parapet recovery codes. Each lets you in once, in place of the code of your app.\n\n${codes.join('\n')}\n`;
  return (
    <div className={styles.form} role="status" data-shown-once>
      <p>
        Keep these codes where only you find them, and not on your telephone: each lets you in once when you
        do not have it. They are not shown again.
      </p>
      <ul className={styles.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.row}>
        <Button
          component="a"
          variant="default"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download="parapet-recovery-codes.txt"
        >
          Download as a file
        </Button>
        <Button onClick={onDone}>I have kept them</Button>
      </div>
    </div>
  );
}
