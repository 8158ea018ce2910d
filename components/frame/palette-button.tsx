'use client';

import { IconSearch } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { isApple } from '@/lib/shortcuts';
import styles from './frame.module.css';

const nothing = () => () => undefined;

/** Opens the palette, and says with which keys it opens by itself. */
export function PaletteButton({ open, onOpen }: { open: boolean; onOpen: () => void }) {
  // The server cannot know the keyboard.
  const apple = useSyncExternalStore(nothing, isApple, () => false);
  return (
    <button
      type="button"
      className={styles.search}
      aria-haspopup="dialog"
      aria-expanded={open}
      aria-keyshortcuts={apple ? 'Meta+K' : 'Control+K'}
      onClick={onOpen}
    >
      <IconSearch size={16} stroke={2} aria-hidden />
      <span>Search or do something</span>
      <kbd aria-hidden="true">{apple ? '⌘ K' : 'Ctrl K'}</kbd>
    </button>
  );
}
