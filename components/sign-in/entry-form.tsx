import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './entry-form.module.css';

/**
 * A form by which somebody comes in or says who they are: fields, what is wrong with none of them, the button, and other
 * ways to go. It is sent once at a time.
 */
export function EntryForm({
  verb,
  busy,
  fault,
  whose,
  inRow = false,
  others,
  onSend,
  children,
}: {
  /** On the button. */
  verb: string;
  busy: boolean;
  /** What is wrong where no field says it; null where nothing is. */
  fault: string | null;
  /** Tells a password manager whose password this is, where no field asks for the address. */
  whose?: string;
  /** Buttons side by side, as in dialogs, and not below each other. */
  inRow?: boolean;
  /** Buttons beside the one that sends. */
  others?: ReactNode;
  onSend: () => void;
  children: ReactNode;
}) {
  const buttons = (
    <>
      <Button type="submit" loading={busy} fullWidth={!inRow}>
        {verb}
      </Button>
      {others}
    </>
  );
  return (
    <form
      className={styles.form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSend();
      }}
    >
      {whose !== undefined && (
        <input type="email" name="email" autoComplete="username" value={whose} readOnly hidden />
      )}
      {children}
      {fault !== null && (
        <p className={styles.error} role="alert">
          {fault}
        </p>
      )}
      {inRow ? <div className={styles.row}>{buttons}</div> : buttons}
    </form>
  );
}
