/** What is guarded, and by which tests, each by its path. */
export const GUARDED: readonly (readonly [what: string, files: readonly string[]])[];
