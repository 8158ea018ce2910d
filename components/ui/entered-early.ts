/**
 * Runs in the head of every page, before anything can be entered: marks what somebody chooses or ticks, so that it is told
 * from what the browser put back of another visit by itself.
 */
export const MARKS_ENTERED = 'addEventListener("change",function(e){e.target.parapetEntered=true},true)';

const told = new WeakSet<HTMLElement>();

/**
 * Tells a page what was entered in a field before the page had come alive: until then nobody hears of a change, and the field
 * would show what the page does not know. To be given as the `ref` of a field that the page controls. What the server sent
 * stands beside what is in it: the selected option, the value or the check that it began with. A choice or a check that nobody
 * made is put back, for what follows it may be done at once; a text is a draft, whoever put it there. Text typed over other
 * text of several lines is given up: React has put back there what was sent before anybody can look.
 */
export function enteredEarly(field: HTMLElement | null): void {
  if (field === null || told.has(field)) return;
  told.add(field);
  if (field instanceof HTMLSelectElement) tellChoice(field);
  else if (field instanceof HTMLInputElement && field.type === 'checkbox') tellCheck(field);
  else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) tellText(field);
}

function isMarked(field: HTMLElement): boolean {
  return 'parapetEntered' in field;
}

function tellChoice(field: HTMLSelectElement): void {
  // None where the field was made here, and not by the server.
  const sent = [...field.options].find(({ defaultSelected }) => defaultSelected);
  if (sent === undefined || sent.selected) return;
  const chosen = field.value;
  if (!isMarked(field)) sent.selected = true;
  else
    queueMicrotask(() => {
      field.value = chosen;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
}

function tellCheck(field: HTMLInputElement): void {
  if (field.checked === field.defaultChecked) return;
  const entered = isMarked(field);
  queueMicrotask(() => {
    field.checked = field.defaultChecked;
    if (entered) field.click();
  });
}

/** React takes no notice of a text that it believes to be there already: it is told of the old one first, then of the new. */
function tellText(field: HTMLInputElement | HTMLTextAreaElement): void {
  if (field.value === field.defaultValue) return;
  const { value, selectionStart, selectionEnd } = field;
  const whole = Object.getPrototypeOf(field) as object;
  queueMicrotask(() => {
    field.value = field.defaultValue;
    Object.getOwnPropertyDescriptor(whole, 'value')?.set?.call(field, value);
    if (selectionStart !== null && document.activeElement === field)
      field.setSelectionRange(selectionStart, selectionEnd);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
