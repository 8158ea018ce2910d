import type { Page } from '@playwright/test';

/** A page of the product as it stands now, with a name that a file can have. */
export interface ProductPage {
  readonly name: string;
  readonly path: string;
  /** A dialog covers it, so that only what a screen shows has meaning. */
  readonly covered?: true;
  /** What it asks for is refused with this status, which the browser writes into its console. */
  readonly refused?: number;
  /** What a person does there, for what it then shows. */
  readonly act?: (page: Page) => Promise<void>;
  /** What is done there changes what is stored; of nothing else that is so. */
  readonly changes?: true;
}

/** An id that nothing has. */
export const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
