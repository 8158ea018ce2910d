'use client';

import { useState } from 'react';

/** Whom a member has chosen in the list: some by id, or everybody whom the filter leaves but some. */
export interface Chosen {
  readonly all: boolean;
  /** Who is chosen one by one; of `all`, who is not. */
  readonly ids: ReadonlySet<string>;
  readonly has: (id: string) => boolean;
  readonly toggle: (id: string) => void;
  /** Chooses everybody whom the filter leaves, or nobody. */
  readonly setAll: (all: boolean) => void;
  readonly clear: () => void;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The choice of people in a list; another filter begins it anew. `list` names the filter. */
export function useChosen(list: string): Chosen {
  const [state, setState] = useState<{ list: string; all: boolean; ids: ReadonlySet<string> }>({
    list,
    all: false,
    ids: NOBODY,
  });
  const { all, ids } = state.list === list ? state : { all: false, ids: NOBODY };
  return {
    all,
    ids,
    has: (id) => all !== ids.has(id),
    toggle: (id) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      setState({ list, all, ids: next });
    },
    setAll: (every) => setState({ list, all: every, ids: NOBODY }),
    clear: () => setState({ list, all: false, ids: NOBODY }),
  };
}
