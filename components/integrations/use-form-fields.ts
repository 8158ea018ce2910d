import { useState } from 'react';
import { Problem } from '@/lib/api/problem';

type Values = Readonly<Record<string, string>>;

/** What was typed into a form, which fields a person has left, and what the server said of them. */
export function useFormFields(initial: Values = {}) {
  const [values, setValues] = useState(initial);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [server, setServer] = useState<Problem | null>(null);
  return {
    /** Whether a person has typed anything that would be lost. */
    typed: Object.entries(values).some(([id, value]) => value !== '' && value !== initial[id]),
    valueOf: (id: string) => values[id] ?? '',
    /** Takes a value; what the server said was about another one. */
    type: (id: string, value: string) => {
      setValues((before) => ({ ...before, [id]: value }));
      setServer(null);
    },
    touch: (...ids: readonly string[]) => setTouched((before) => new Set([...before, ...ids])),
    refuse: (error: Error) => setServer(error instanceof Problem ? error : null),
    forget: () => setServer(null),
    /** The sentence beside a field: the server's, or that of the pattern once the field was left. */
    faultOf: (id: string, own: string | null): string | null => {
      const said = server?.fieldMessage(id);
      if (said !== undefined) return said;
      // What is in use already may have a form that the pattern does not know.
      const unchanged = initial[id] !== undefined && values[id] === initial[id];
      return touched.has(id) && !unchanged ? own : null;
    },
  };
}
