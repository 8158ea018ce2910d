import type { ReadFile } from './api/request';

/** Has the browser save a file that was read, as if it had been a link to it. */
export function saveFile({ name, body }: ReadFile): void {
  const href = URL.createObjectURL(body);
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
  // The browser has begun to save it by then; what it holds is let go.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
