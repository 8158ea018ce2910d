const DAY_MS = 86_400_000;

/** What the audit log is narrowed to; null does not narrow. `from` and `to` are days in UTC, both included. */
export interface AuditFilterWish {
  readonly q: string | null;
  readonly action: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** The filter that an address names. What it misspells does not narrow. */
export function parseAuditFilter(get: (name: string) => string | null): AuditFilterWish {
  const action = get('action') ?? '';
  const q = get('q')?.trim().slice(0, 100) ?? '';
  return {
    q: q === '' ? null : q,
    action: /^[a-z][a-z-]{0,60}$/.test(action) ? action : null,
    from: dayOf(get('from')),
    to: dayOf(get('to')),
  };
}

function dayOf(value: string | null): string | null {
  if (value === null || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  return Number.isNaN(Date.parse(`${value}T00:00:00Z`)) ? null : value;
}

/** The filter as input of the API; what does not narrow is left out. */
export function auditInput({ q, action, from, to }: AuditFilterWish) {
  return {
    ...(q !== null && { q }),
    ...(action !== null && { action }),
    ...(from !== null && { from: new Date(Date.parse(`${from}T00:00:00Z`)).toISOString() }),
    ...(to !== null && { to: new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS).toISOString() }),
  };
}

/** `set-member-role` as a person says it, "Set member role"; what was only looked at, as in `get-profile`, "View profile". */
export function actionWords(action: string): string {
  const words = action.replace(/^get-/, 'view-').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
