'use client';

import { Switch } from '@mantine/core';
import { setSingleKeys, useSingleKeys } from '@/lib/shortcuts';
import frame from './frame.module.css';
import styles from './shortcut-help.module.css';

const SHORTCUTS: readonly { readonly what: string; readonly keys: readonly string[] }[] = [
  { what: 'Dashboard', keys: ['g', 'd'] },
  { what: 'People', keys: ['g', 'p'] },
  { what: 'Behaviors', keys: ['g', 'b'] },
  { what: 'Signals, the raw records', keys: ['g', 'r'] },
  { what: 'Integrations', keys: ['g', 'i'] },
  { what: 'Settings', keys: ['g', 's'] },
  { what: 'People, pages and actions, from everywhere', keys: ['Ctrl or ⌘', 'K'] },
  { what: 'The search of this page, or else the palette', keys: ['/'] },
  { what: 'Next row of a list', keys: ['j'] },
  { what: 'Row before', keys: ['k'] },
  { what: 'From number to number in a table of them', keys: ['←', '↑', '→', '↓'] },
  { what: 'Open the row', keys: ['Enter'] },
  { what: 'Decide of the open event: confirmed, benign, false positive', keys: ['c', 'b', 'f'] },
  { what: 'Close, and back to where you were', keys: ['Esc'] },
  { what: 'This list', keys: ['?'] },
];

/** What the keys do, and the switch that turns single keys off. */
export function ShortcutHelp() {
  const on = useSingleKeys();
  return (
    <>
      <dl className={styles.shortcutList}>
        {SHORTCUTS.map(({ what, keys }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {keys.map((key) => (
                <kbd className={frame.kbd} key={key}>
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        className={styles.shortcutSwitch ?? ''}
        label="Single keys do these things"
        description="Turn this off if you dictate, or if keys act when they should not. Enter, Esc and Ctrl K always work."
        checked={on}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
    </>
  );
}
