/** The most characters of a step and of a note. */
export const MOST_OF_STEP = 500;
export const MOST_OF_NOTE = 4000;
