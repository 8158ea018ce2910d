/** A start that cannot go on. Its message is a sentence for the person who started it; no stack is shown. */
export class LaunchError extends Error {
  name = 'LaunchError';
}
