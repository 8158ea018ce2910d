/** Which link of which row of a table has the focus. */
export interface GridPlace {
  readonly row: number;
  readonly at: number;
}

/** The links of each row, by the columns they stand in, from left to right. Rows without a link are empty. */
export type GridRows = readonly (readonly number[])[];

/** Where a key leads in a table of links; null where it leads nowhere. `isFar` is that Control is held. */
export function gridMove(rows: GridRows, from: GridPlace, key: string, isFar = false): GridPlace | null {
  const own = rows[from.row] ?? [];
  switch (key) {
    case 'ArrowRight':
      return from.at + 1 < own.length ? { row: from.row, at: from.at + 1 } : null;
    case 'ArrowLeft':
      return from.at > 0 ? { row: from.row, at: from.at - 1 } : null;
    case 'ArrowDown':
      return inRow(rows, from, 1);
    case 'ArrowUp':
      return inRow(rows, from, -1);
    case 'Home': {
      const row = isFar ? rows.findIndex((links) => links.length > 0) : from.row;
      return { row, at: 0 };
    }
    case 'End': {
      const row = isFar ? rows.findLastIndex((links) => links.length > 0) : from.row;
      return { row, at: (rows[row] ?? []).length - 1 };
    }
    default:
      return null;
  }
}

/** The next row that has a link, in the column that is nearest to where one was. */
function inRow(rows: GridRows, from: GridPlace, by: 1 | -1): GridPlace | null {
  const column = rows[from.row]?.[from.at] ?? 0;
  for (let row = from.row + by; row >= 0 && row < rows.length; row += by) {
    const links = rows[row] ?? [];
    if (links.length === 0) continue;
    const nearest = links.reduce(
      (best, one, at) => (Math.abs(one - column) < Math.abs((links[best] ?? 0) - column) ? at : best),
      0,
    );
    return { row, at: nearest };
  }
  return null;
}
