/** The root of this checkout. */
export const REPOSITORY: string;
