'use client';

import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useAddress } from '@/lib/address';
import { useMoreBeside } from '@/lib/more-beside';
import beside from './more-beside.module.css';
import styles from './tabs.module.css';

interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: string;
}

/** Tabs whose choice lives in the address under `tab`; the first is the default and leaves no trace there. */
export function Tabs<Id extends string>({
  label,
  tabs,
  children,
}: {
  label: string;
  tabs: readonly [Tab<Id>, ...Tab<Id>[]];
  children: (chosen: Id) => ReactNode;
}) {
  const base = useId();
  const address = useAddress();
  const buttons = useRef(new Map<Id, HTMLButtonElement>());
  const strip = useRef<HTMLDivElement>(null);
  useMoreBeside(strip);
  const named = address.get('tab');
  const chosen = tabs.find((tab) => tab.id === named) ?? tabs[0];

  // Where the tabs are wider than the screen, the chosen one is brought into sight; the page itself stays.
  useEffect(() => {
    const button = buttons.current.get(chosen.id);
    const list = button?.parentElement;
    if (button && list) list.scrollLeft = button.offsetLeft - list.offsetLeft - 24;
  }, [chosen.id]);

  const choose = (tab: Tab<Id>) => address.set({ tab: tab.id === tabs[0].id ? null : tab.id });

  const onKeyDown = (event: KeyboardEvent) => {
    // From the tab that has the focus: the address, which says what is chosen, may lag behind quick keys.
    const at = tabs.findIndex((tab) => buttons.current.get(tab.id) === event.target);
    if (at === -1) return;
    const next =
      event.key === 'ArrowRight'
        ? tabs[(at + 1) % tabs.length]
        : event.key === 'ArrowLeft'
          ? tabs[(at + tabs.length - 1) % tabs.length]
          : event.key === 'Home'
            ? tabs[0]
            : event.key === 'End'
              ? tabs.at(-1)
              : undefined;
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
    buttons.current.get(next.id)?.focus();
  };

  return (
    <>
      <div
        ref={strip}
        className={`${styles.tabs ?? ''} ${beside.fades ?? ''}`}
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            ref={(element) => {
              if (element === null) buttons.current.delete(tab.id);
              else buttons.current.set(tab.id, element);
            }}
            type="button"
            role="tab"
            id={`${base}-${tab.id}`}
            aria-selected={tab === chosen}
            aria-controls={`${base}-panel`}
            tabIndex={tab === chosen ? 0 : -1}
            className={styles.tab}
            data-word={tab.label}
            onClick={() => choose(tab)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${base}-panel`} aria-labelledby={`${base}-${chosen.id}`}>
        {children(chosen.id)}
      </div>
    </>
  );
}
