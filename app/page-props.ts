/** What Next hands to a page, written out, since its generated types exist only after a build. */
export interface SearchProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export interface IdProps {
  readonly params: Promise<{ id: string }>;
}

/** What a page below a connector's id is given. */
export interface ConnectorProps {
  readonly params: Promise<{ readonly connector: string }>;
}
