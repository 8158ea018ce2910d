'use client';

import { Button, type ButtonProps, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { sentenceOf } from '@/lib/api/problem';
import styles from './saved-by-name.module.css';
import { Sheet } from './sheet';
import { Bone } from './skeleton';
import { EmptyState, FailedState } from './states';
import table from './table.module.css';

/** What a member keeps: one of them, and several. */
interface Noun {
  readonly one: 'view' | 'search';
  readonly many: 'views' | 'searches';
}

/** Opens the sheet of what the member keeps by name; its content is read once it is open, and may close it. */
export function SavedButton({
  noun,
  size = 'sm',
  children,
}: {
  noun: Noun;
  size?: ButtonProps['size'];
  children: (close: () => void) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button variant="default" size={size} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Saved {noun.many}
      </Button>
      <Sheet open={open} onClose={close} title={`Saved ${noun.many}`} side="centre">
        <div className={styles.form}>{children(close)}</div>
      </Sheet>
    </>
  );
}

/** A form that keeps what is on the page under a name. */
export function SaveForm({
  noun,
  kept,
  save,
}: {
  noun: Noun;
  /** What is kept of the page, as in `Filters and order`. */
  kept: string;
  save: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly run: (name: string, onSaved: () => void) => void;
  };
}) {
  const [name, setName] = useState('');
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.run(name, () => setName(''));
      }}
    >
      <TextInput
        label={`Save this ${noun.one} as`}
        description={`${kept} are kept, for you alone. A ${noun.one} of the same name is replaced.`}
        name="name"
        maxLength={80}
        autoComplete="off"
        value={name}
        error={save.error === null ? null : sentenceOf(save.error)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={save.isPending}>
        Save {noun.one}
      </Button>
    </form>
  );
}

interface Saved {
  readonly id: string;
  readonly name: string;
}

/** What the member keeps by name, to be opened or removed. */
export function SavedList<Item extends Saved>({
  noun,
  hint,
  items,
  failed,
  remove,
  describe,
  onOpen,
}: {
  noun: Noun;
  /** What to do first where there is none. */
  hint: string;
  /** Undefined until they have been read. */
  items: readonly Item[] | undefined;
  failed: { readonly error: unknown; readonly retry: () => void };
  remove: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly mutate: (id: string) => void;
  };
  describe: (item: Item) => string;
  onOpen: (item: Item) => void;
}) {
  if (items === undefined) {
    if (failed.error === null) return <Bone width="100%" height={80} />;
    return <FailedState what={`Your ${noun.many} could not be read.`} {...failed} />;
  }
  if (items.length === 0) return <EmptyState title={`You keep no ${noun.one} yet.`}>{hint}</EmptyState>;
  return (
    <>
      {remove.error !== null && (
        <p className={styles.fault} role="alert">
          {sentenceOf(remove.error)}
        </p>
      )}
      <ul className={styles.saved} aria-label={`Saved ${noun.many}`}>
        {items.map((item) => (
          <li key={item.id}>
            <span className={styles.name}>
              <button type="button" className={styles.open} onClick={() => onOpen(item)}>
                {item.name}
              </button>
              <span className={table.sub}>{describe(item)}</span>
            </span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Remove ${item.name}`}
              disabled={remove.isPending}
              onClick={() => remove.mutate(item.id)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
