import type { ReactNode } from 'react';
import type { Findable } from '@/lib/find-choices';

/** One thing that the palette offers: a page to open, or something to do. */
export type PaletteChoice = Findable & {
  readonly id: string;
  readonly icon?: ReactNode;
  /** What stands behind the name. */
  readonly note?: ReactNode;
} & ({ readonly href: string } | { readonly run: () => void });

/** Choices of one kind under a name. */
export interface PaletteGroup {
  readonly title: string;
  readonly choices: readonly PaletteChoice[];
}

/** What the field hands on to what it is answered with. */
export interface PaletteKeys {
  readonly move: (to: 'next' | 'before') => void;
  readonly choose: () => void;
}
