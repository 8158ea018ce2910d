/** Characters that turn the direction of whatever stands behind them, up to the end of their paragraph. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
const EACH_TURNING = new RegExp(TURNING, 'g');

/** Whether a text holds a character that lets what stands behind it read backwards. */
export function turnsText(text: string): boolean {
  return TURNING.test(text);
}

/**
 * The text with characters that turn its direction written out, as in `\u202e`. Whoever tries to sign in chooses the name
 * that others then read: it may not turn the sentence around it.
 */
export function legibleText(text: string): string {
  return text.replace(
    EACH_TURNING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
