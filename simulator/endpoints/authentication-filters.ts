import { z } from 'zod';
import type { Pairs } from '../protocol/verify-signature';

const record = z.object({
  event_type: z.string().nullish(),
  factor: z.string().nullish(),
  reason: z.string().nullish(),
  result: z.string().nullish(),
  application: z.object({ key: z.string().nullish() }).nullish(),
  user: z.object({ key: z.string().nullish(), groups: z.array(z.string()).nullish() }).nullish(),
});
type FilteredRecord = z.infer<typeof record>;

const FIELDS: Readonly<Record<string, (fields: FilteredRecord) => readonly (string | null | undefined)[]>> = {
  event_types: (fields) => [fields.event_type],
  factors: (fields) => [fields.factor],
  reasons: (fields) => [fields.reason],
  results: (fields) => [fields.result],
  applications: (fields) => [fields.application?.key],
  users: (fields) => [fields.user?.key],
  groups: (fields) => fields.user?.groups ?? [],
};

export type Filter = readonly [field: string, values: readonly string[]];

/** The filters of a query: several values by commas or by repeating the name. */
export function readFilters(parameters: Pairs): Filter[] {
  return Object.keys(FIELDS).flatMap((field) => {
    const values = parameters.filter(([name]) => name === field).flatMap(([, value]) => value.split(','));
    return values.length > 0 ? [[field, values] as const] : [];
  });
}

/** Whether a record passes every filter. Text that is no record passes none. */
export function matchesFilters(json: string, filters: readonly Filter[]): boolean {
  if (filters.length === 0) return true;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return false;
  }
  const parsed = record.safeParse(value);
  return (
    parsed.success &&
    filters.every(([field, values]) =>
      FIELDS[field]?.(parsed.data).some((found) => typeof found === 'string' && values.includes(found)),
    )
  );
}
