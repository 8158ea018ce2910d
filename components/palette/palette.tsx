'use client';

import { IconSearch } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { SessionView } from '@/domain/views/session';
import { isPaletteKey } from '@/lib/shortcuts';
import type { PaletteKeys } from './palette-choice';
import styles from './palette.module.css';

/** Loaded when the palette is opened; the field is there at once, so that no letter is lost meanwhile. */
const PaletteResults = dynamic(() => import('./palette-results').then((module) => module.PaletteResults), {
  loading: () => (
    <p className={styles.said} role="status">
      Loading
    </p>
  ),
});

/** People, pages, settings and actions by their names: one field over the page, which gives the focus back. */
export function Palette({
  open,
  session,
  onClose,
  onShortcuts,
}: {
  open: boolean;
  session: SessionView;
  onClose: () => void;
  onShortcuts: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);

  return (
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label="Search and commands"
      onClose={() => {
        if (open) onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {open && <PaletteField session={session} onClose={onClose} onShortcuts={onShortcuts} />}
    </dialog>
  );
}

function PaletteField({
  session,
  onClose,
  onShortcuts,
}: {
  session: SessionView;
  onClose: () => void;
  onShortcuts: () => void;
}) {
  const listId = useId();
  const keys = useRef<PaletteKeys>(null);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState<string | null>(null);
  const onActive = useCallback((id: string | null) => setActive(id), []);

  useEffect(() => field.current?.focus(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const move = MOVES[event.key];
    if (move !== undefined && !event.shiftKey) keys.current?.move(move);
    else if (event.key === 'Enter') keys.current?.choose();
    else if (isPaletteKey(event.nativeEvent)) onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div className={styles.field}>
        <IconSearch size={18} stroke={2} aria-hidden />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label="Search people, pages and actions"
          aria-expanded={active !== null}
          aria-controls={active === null ? undefined : listId}
          aria-activedescendant={active ?? undefined}
          aria-autocomplete="list"
          placeholder="A person, a page, or something to do"
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button type="button" className={styles.close} onClick={onClose}>
          <kbd>Esc</kbd>
          <span className="visually-hidden">Close</span>
        </button>
      </div>
      <PaletteResults
        listId={listId}
        session={session}
        typed={typed}
        keys={keys}
        onActive={onActive}
        onClose={onClose}
        onShortcuts={onShortcuts}
      />
    </>
  );
}

const MOVES: Readonly<Record<string, 'next' | 'before'>> = { ArrowDown: 'next', ArrowUp: 'before' };
