'use client';

import { Button } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useEffect, useImperativeHandle, useState, type Ref } from 'react';
import type { SessionView } from '@/domain/views/session';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import { leave } from '@/lib/leaving';
import type { PaletteChoice, PaletteKeys } from './palette-choice';
import styles from './palette.module.css';
import { usePaletteGroups } from './use-palette-groups';

/** The choices for what was typed, of which one is the one that Enter takes. */
export function PaletteResults({
  listId,
  session,
  typed,
  keys,
  onActive,
  onClose,
  onShortcuts,
}: {
  listId: string;
  session: SessionView;
  typed: string;
  keys: Ref<PaletteKeys>;
  /** Told of the element id of the choice that Enter takes. */
  onActive: (id: string | null) => void;
  onClose: () => void;
  onShortcuts: () => void;
}) {
  const router = useRouter();
  const { groups, people } = usePaletteGroups(session, typed, onShortcuts);
  const choices = groups.flatMap((group) => group.choices);
  const [moved, setMoved] = useState<{ readonly id: string; readonly typed: string } | null>(null);
  // What was moved to stays while more arrives; the next letter begins at the top again.
  const wanted = moved?.typed === typed ? choices.findIndex(({ id }) => id === moved.id) : -1;
  const at = Math.max(wanted, 0);
  const active = choices[at];
  const idOf = (choice: PaletteChoice) => `${listId}-${choice.id.replaceAll(/[^\w-]/g, '_')}`;
  const activeId = active === undefined ? null : idOf(active);

  useEffect(() => {
    onActive(activeId);
    if (activeId !== null) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' });
  }, [activeId, onActive]);

  const choose = (choice: PaletteChoice) => {
    onClose();
    if ('href' in choice) leave(() => router.push(choice.href));
    else choice.run();
  };

  useImperativeHandle(keys, () => ({
    move: (to) => {
      const choice = choices.at((at + (to === 'next' ? 1 : -1)) % Math.max(choices.length, 1));
      if (choice !== undefined) setMoved({ id: choice.id, typed });
    },
    choose: () => {
      if (active !== undefined) choose(active);
    },
  }));

  return (
    <>
      <div className={styles.list} role="listbox" id={listId} aria-label="What there is">
        {groups.map(({ title, choices: offered }) => (
          <div key={title} role="group" aria-label={title} className={styles.group}>
            <div className={styles.groupTitle} aria-hidden="true">
              {title}
            </div>
            {offered.map((choice) => (
              <div
                key={choice.id}
                id={idOf(choice)}
                role="option"
                aria-selected={choice === active}
                className={styles.option}
                // A press must not take the focus from the field before it has chosen.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(choice)}
              >
                {choice.icon}
                <span className={styles.name}>{choice.label}</span>
                {choice.note !== undefined && <span className={styles.note}>{choice.note}</span>}
              </div>
            ))}
          </div>
        ))}
      </div>
      {typeof people === 'object' && (
        <div className={styles.said} role="alert">
          <span>People could not be looked for. {sentenceOf(people.failed)}</span>
          <Button variant="default" size="compact-sm" onClick={people.again}>
            Try again
          </Button>
        </div>
      )}
      <p className={styles.said} role="status">
        {people === 'looking'
          ? 'Looking for people…'
          : choices.length === 0
            ? `Nothing here is called “${typed.trim()}”.`
            : people === 'found' && !groups.some(({ title }) => title === 'People')
              ? `Nobody is called “${typed.trim()}”. ${formatCountOf(choices.length, 'choice', 'choices')}.`
              : `${formatCountOf(choices.length, 'choice', 'choices')}.`}
      </p>
    </>
  );
}
