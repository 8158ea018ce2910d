import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';

/** A connector with those of its integrations that are to be shown. */
export interface FoundConnector<Tile> {
  readonly connector: ConnectorManifest;
  readonly integrations: readonly Tile[];
}

/**
 * The connectors of a category (null: of all) and their integrations that match every word, by category in the order of
 * the catalogue. Where the words name the connector, all of its integrations are shown; else only those they name.
 */
export function findConnectors<Tile extends { readonly connector: string; readonly name: string }>(
  connectors: readonly ConnectorManifest[],
  integrations: readonly Tile[],
  wanted: { readonly words: string; readonly category: string | null },
): readonly { readonly category: string; readonly found: readonly FoundConnector<Tile>[] }[] {
  const words = wanted.words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = connectors
    .filter(({ category }) => wanted.category === null || category === wanted.category)
    .flatMap((connector): FoundConnector<Tile>[] => {
      const own = integrations.filter((tile) => tile.connector === connector.id);
      const said = [connector.name, connector.vendor, connector.category];
      if (holdsAll(said, words)) return [{ connector, integrations: own }];
      const named = own.filter(({ name }) => holdsAll([...said, name], words));
      return named.length === 0 ? [] : [{ connector, integrations: named }];
    });
  const categories = [...new Set(found.map(({ connector }) => connector.category))];
  return categories.map((category) => ({
    category,
    found: found.filter(({ connector }) => connector.category === category),
  }));
}

function holdsAll(texts: readonly string[], words: readonly string[]): boolean {
  const text = texts.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
