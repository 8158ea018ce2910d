'use client';

import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type KeyboardEvent } from 'react';
import { parseSearch, writeSearch } from '@/domain/signal-search/parse-search';
import { FIELD_WORDS, SEARCH_FIELDS } from '@/domain/signal-search/search-fields';
import { type TypedWord, wordBeingTyped } from '@/domain/signal-search/word-being-typed';
import { useAddress } from '@/lib/address';
import { completionsQuery } from '@/lib/queries/signals';
import { withTerms } from '@/lib/signal-filter';
import { enteredEarly } from '@/components/ui/entered-early';
import styles from './signals.module.css';

/** What can be chosen for the word that is being typed. */
interface Offer {
  /** What stands in the place of the word. */
  readonly text: string;
  readonly label: string;
  readonly note: string | null;
  /** A whole condition; otherwise its value is still to be typed. */
  readonly whole: boolean;
}

/**
 * Where words and `field:value` are typed, with completion; Enter adds them to the search as chips. A search of the address
 * that cannot be read stands here to be corrected.
 */
export function SearchBox({ q }: { q: string }) {
  const id = useId();
  const address = useAddress();
  const wrong = parseSearch(q).faults.map(({ message }) => message);
  const unread = wrong.length > 0;
  const [text, setText] = useState(unread ? q : '');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [faults, setFaults] = useState<readonly string[]>(wrong);
  const [shownQ, setShownQ] = useState(q);
  if (shownQ !== q) {
    setShownQ(q);
    if (unread) setText(q);
    else if (text === shownQ) setText('');
    setFaults(wrong);
  }
  const word = wordBeingTyped(text);
  const offers = useOffers(word, open);
  const shown = open && offers.length > 0;

  const type = (value: string) => {
    setText(value);
    setActive(-1);
    setFaults([]);
    setOpen(true);
  };
  const add = (typed: string) => {
    const { terms, faults: found } = parseSearch(typed);
    setFaults(found.map(({ message }) => message));
    if (found.length > 0 || terms.length === 0) return;
    address.set({ q: withTerms(unread ? '' : q, terms), cursor: null }, 'push');
    setText('');
    setOpen(false);
    setActive(-1);
  };
  const choose = (offer: Offer) => {
    const next = `${text.slice(0, word.start)}${word.negated ? '-' : ''}${offer.text}`;
    if (offer.whole) add(next);
    else type(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && shown) {
      event.preventDefault();
      setOpen(false);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      const count = offers.length;
      setActive((at) =>
        count === 0 ? -1 : at < 0 ? (step === 1 ? 0 : count - 1) : (at + step + count) % count,
      );
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const offer = shown ? offers[active] : undefined;
      if (offer === undefined) add(text);
      else choose(offer);
    }
  };

  return (
    <div className={styles.box} role="search" aria-label="Records">
      <IconSearch size={16} stroke={2} aria-hidden />
      <input
        ref={enteredEarly}
        type="text"
        role="combobox"
        aria-label="Search records"
        aria-expanded={shown}
        aria-controls={shown ? `${id}-list` : undefined}
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        aria-invalid={faults.length > 0}
        aria-describedby={faults.length > 0 ? `${id}-fault` : undefined}
        placeholder="A name, address or application, or field:value"
        maxLength={300}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {shown && (
        <ul className={styles.options} role="listbox" id={`${id}-list`} aria-label="What it may be">
          {offers.map((offer, index) => (
            <li
              key={offer.text}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className={styles.option}
              // A press must not take the focus from the field before it has chosen.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(offer)}
            >
              {offer.label}
              {offer.note !== null && <span>{offer.note}</span>}
            </li>
          ))}
        </ul>
      )}
      {faults.length > 0 && (
        <p className={styles.fault} id={`${id}-fault`} role="alert">
          {faults.join(' ')}
        </p>
      )}
    </div>
  );
}

/** Fields for a word, values for a field. */
function useOffers(word: TypedWord, open: boolean): Offer[] {
  const { field, begins } = word;
  const { data } = useQuery({
    ...completionsQuery(field ?? 'person', begins),
    enabled: open && field !== null,
  });
  if (field !== null) {
    return (data?.completions ?? []).map(({ value, note }) => ({
      text: writeSearch([{ field, value, negated: false }]),
      label: value,
      note,
      whole: true,
    }));
  }
  const typed = begins.toLowerCase();
  return SEARCH_FIELDS.filter((name) => name.startsWith(typed)).map((name) => ({
    text: `${name}:`,
    label: `${name}:`,
    note: FIELD_WORDS[name].hint,
    whole: false,
  }));
}
