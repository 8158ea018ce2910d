'use client';

import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { generalValue } from '@/domain/signal-search/general-values';
import { parseSearch, type SearchTerm, writeSearch } from '@/domain/signal-search/parse-search';
import { FIELD_WORDS } from '@/domain/signal-search/search-fields';
import { useAddress } from '@/lib/address';
import { withoutTerm } from '@/lib/signal-filter';
import styles from './signals.module.css';

/** The conditions of the search; a press takes one away. */
export function SearchChips({ q }: { q: string }) {
  const address = useAddress();
  const { terms, faults } = parseSearch(q);
  // What cannot be read as a whole stands in the field, to be corrected there.
  if (terms.length === 0 || faults.length > 0) return null;
  return (
    <div className={styles.chips} role="group" aria-label="Conditions of the search">
      {terms.map((term) => (
        <button
          key={writeSearch([term])}
          type="button"
          className={styles.term}
          data-negated={term.negated || undefined}
          aria-label={`${wordsOf(term)}. Take this condition away`}
          onClick={() => address.set({ q: withoutTerm(q, term), cursor: null }, 'push')}
        >
          <span>
            {term.negated && 'not '}
            {term.field !== 'text' && `${FIELD_WORDS[term.field].label}: `}
            <b>{valueOf(term)}</b>
          </span>
          <IconX size={14} stroke={2} aria-hidden />
        </button>
      ))}
      {terms.length > 1 && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => address.set({ q: null, cursor: null }, 'push')}
        >
          Take all away
        </Button>
      )}
    </div>
  );
}

function wordsOf({ field, value, negated }: SearchTerm): string {
  const what = field === 'text' ? value : `${FIELD_WORDS[field].label}: ${valueOf({ field, value })}`;
  return negated ? `Not ${what}` : what;
}

function valueOf({ field, value }: Pick<SearchTerm, 'field' | 'value'>): string {
  return generalValue(field, value)?.words ?? value;
}
