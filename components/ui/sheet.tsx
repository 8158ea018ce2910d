'use client';

import { CloseButton } from '@mantine/core';
import { startTransition, useEffect, useId, useReducer, useRef, type ReactNode } from 'react';
import styles from './sheet.module.css';

/**
 * A dialog on the browser's own `dialog`: it holds the focus, closes on Esc and on a press beside it, and gives the
 * focus back to what opened it. What says `data-autofocus` in it has the focus first: React asks for it too early, while
 * the dialog is shut. What says `data-shown-once` in it is there this once, and closes by its own button alone.
 */
export function Sheet({
  open,
  onClose,
  title,
  side,
  keepsTyped = false,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: string;
  side: 'centre' | 'right' | 'left';
  /** Something was typed or chosen in it: a press beside it does not throw that away. */
  keepsTyped?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // Esc shuts it before the page hears of that: opened again meanwhile, the page never says that it was shut.
  const [timesShut, countShut] = useReducer((times: number) => times + 1, 0);

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) {
      element.showModal();
      element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    }
    if (!open && element.open) element.close();
  }, [open, timesShut]);

  // Of the whole page: where what had the focus is gone, a key reaches nothing in the dialog.
  useEffect(() => {
    if (!open) return;
    const stay = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && isShownOnce(dialog.current)) event.preventDefault();
    };
    document.addEventListener('keydown', stay, true);
    return () => document.removeEventListener('keydown', stay, true);
  }, [open]);

  return (
    <dialog
      ref={dialog}
      className={`${styles.sheet ?? ''} ${side === 'centre' ? '' : (styles[side] ?? '')}`}
      aria-labelledby={id}
      onClose={(event) => {
        // A dialog that stands in this one is closed by itself: React hands its event on to what it stands in.
        if (!open || event.target !== dialog.current) return;
        onClose();
        startTransition(countShut);
      }}
      onClick={(event) => {
        if (event.target === dialog.current && !keepsTyped && !isShownOnce(dialog.current)) onClose();
      }}
    >
      {open && (
        <>
          <div className={styles.head}>
            <h2 className={styles.title} id={id}>
              {title}
            </h2>
            <CloseButton aria-label="Close" onClick={onClose} />
          </div>
          <div className={styles.body}>{children}</div>
        </>
      )}
    </dialog>
  );
}

function isShownOnce(dialog: HTMLElement | null): boolean {
  return dialog !== null && dialog.querySelector('[data-shown-once]') !== null;
}
