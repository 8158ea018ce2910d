import { startTransition } from 'react';

/**
 * Tells a page what was entered in a field before the page had come alive: until then nobody hears of a change, and the field
 * would show what the page does not know. To be given as the `ref` of a field that the page controls. What the server sent
 * stands beside what is in it: the selected option, the value or the check that it began with.
 */
export function enteredEarly(field: HTMLElement | null): void {
  if (field instanceof HTMLSelectElement) tellChoice(field);
  else if (field instanceof HTMLInputElement && field.type === 'checkbox') tellCheck(field);
  else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) tellText(field);
}

/** As a transition: parts of the page that are not alive yet come alive first, and are not thrown away for what they are told. */
function tell(change: () => void): void {
  queueMicrotask(() => startTransition(change));
}

function tellChoice(field: HTMLSelectElement): void {
  const sent = [...field.options].find(({ defaultSelected }) => defaultSelected);
  if (sent === undefined || sent.selected) return;
  const chosen = field.value;
  tell(() => {
    field.value = chosen;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

function tellCheck(field: HTMLInputElement): void {
  if (field.checked === field.defaultChecked) return;
  tell(() => {
    field.checked = field.defaultChecked;
    field.click();
  });
}

/** React takes no notice of a text that it believes to be there already: it is told of the old one first, then of the new. */
function tellText(field: HTMLInputElement | HTMLTextAreaElement): void {
  if (field.value === field.defaultValue) return;
  const { value, selectionStart, selectionEnd } = field;
  const whole = Object.getPrototypeOf(field) as object;
  tell(() => {
    field.value = field.defaultValue;
    Object.getOwnPropertyDescriptor(whole, 'value')?.set?.call(field, value);
    if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
