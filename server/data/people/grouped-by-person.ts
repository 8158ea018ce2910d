/** Rows by whom they are about, in their order; those about nobody are left out. */
export function groupedByPerson<Row extends { readonly personId: string | null }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.personId === null) continue;
    const group = groups.get(row.personId);
    if (group === undefined) groups.set(row.personId, [row]);
    else group.push(row);
  }
  return groups;
}
