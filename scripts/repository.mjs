import { resolve } from 'node:path';

/** The root of this checkout: every command of it starts here, wherever the person stands. */
export const REPOSITORY = resolve(import.meta.dirname, '..');
