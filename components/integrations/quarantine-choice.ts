/** Which records in quarantine an act is about: some, those of a reason, or all where neither is given. */
export interface QuarantineChoice {
  readonly ids?: readonly string[];
  readonly reason?: string;
}
