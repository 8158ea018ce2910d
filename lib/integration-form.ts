import type { ConnectorField } from '@/domain/connectors/connector-manifest';
import { cleanDuoHost } from '@/domain/connectors/duo-host';
import { Problem, sentenceOf } from '@/lib/api/problem';

/** Longest name and description of an integration. */
export const NAME_LIMIT = 80;
export const DESCRIPTION_LIMIT = 300;

/** What the fields hold before anything is typed. */
export function initialValues(fields: readonly ConnectorField[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.flatMap(({ id, initial }) => (initial === undefined ? [] : [[id, initial]])),
  );
}

/** A field's value as it will be sent: pasted addresses become host names, spaces around a value go. */
export function cleanField(field: ConnectorField, typed: string): string {
  return field.holds === 'host' ? cleanDuoHost(typed) : typed.trim();
}

/**
 * What is wrong with a field while it is typed, or null. Only guides: the server decides, and may know hosts that
 * the pattern does not.
 */
export function fieldFault(field: ConnectorField, typed: string): string | null {
  const value = cleanField(field, typed);
  if (value === '') return field.required;
  return new RegExp(field.pattern).test(value) ? null : field.message;
}

/** What is wrong with the name, or null. */
export function nameFault(name: string): string | null {
  const value = name.trim();
  if (value === '') return 'Enter a name that tells this integration from others, such as Production.';
  return value.length > NAME_LIMIT ? `Use at most ${NAME_LIMIT} characters for the name.` : null;
}

/** The sentence above a form's buttons: what the server said that none of the shown fields says already, or null. */
export function unshownSentence(error: Error | null, shown: readonly string[]): string | null {
  if (error === null) return null;
  if (!(error instanceof Problem) || error.fields.length === 0) return sentenceOf(error);
  const others = error.fields.filter((fault) => !shown.includes(fault.field));
  return others.length === 0 ? null : others.map((fault) => fault.message).join(' ');
}
