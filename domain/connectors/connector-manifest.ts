import type { GuideAnchor } from '@/domain/connectors/connector-error';

/** One line of the fact box on the tile and in the guide. */
export interface ConnectorFact {
  readonly label: string;
  readonly value: string;
  /** Address of the vendor's own page, where there is one. */
  readonly href?: string;
}

/** A field of the set-up form. `pattern` is checked while typing, after `clean` has been applied. */
export interface ConnectorField {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly placeholder: string;
  /** Source of a regular expression that the whole value matches. */
  readonly pattern: string;
  /** Said when the pattern does not match: names the field and the remedy. */
  readonly message: string;
  /** Said when the field is empty. */
  readonly required: string;
  /** A secret is written only: it is never sent back to a browser. */
  readonly secret: boolean;
}

/** How one endpoint of the vendor is polled. All times in milliseconds unless the name says otherwise. */
export interface ConnectorStream {
  readonly id: string;
  readonly label: string;
  readonly endpoint: string;
  /** The permission that the vendor must grant, as the vendor's screen calls it. */
  readonly permission: string;
  readonly defaultIntervalSeconds: number;
  readonly minIntervalSeconds: number;
  readonly maxIntervalSeconds: number;
  /** Intervals that are one click away. */
  readonly presetIntervalSeconds: readonly number[];
  /** Whether the integration works without it. */
  readonly optional: boolean;
  /** Unit in which the endpoint takes its times. */
  readonly units: 'ms' | 's';
  readonly paging: 'next_offset' | 'offset' | 'none';
  /** How far behind the present the window ends: the vendor hides what is younger. */
  readonly lagMs: number;
  /** How far before the watermark each window begins again. */
  readonly marginMs: number;
  /** Least time from the start of one cycle to the start of the next. */
  readonly minCycleMs: number;
  /** Least time between two requests to the endpoint. */
  readonly minPageGapMs: number;
  /** Records asked for in one request. */
  readonly limit: number;
  /** How far back the vendor keeps records, less a margin. */
  readonly historyLimitMs: number;
}

/** A piece of guide text: a sentence, or one with what to click, type or copy set apart. */
export type GuideText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly text: string; readonly path: readonly string[] }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'code'; readonly text: string; readonly code: string };

export interface GuideStep {
  readonly id: GuideAnchor | 'validate';
  readonly title: string;
  readonly body: readonly GuideText[];
}

export interface GuideTrouble {
  readonly id: GuideAnchor | 'no-data';
  readonly title: string;
  readonly body: readonly GuideText[];
}

/** Everything that screens and services need to know of a type of source. Pure data. */
export interface ConnectorManifest {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly category: string;
  readonly summary: string;
  readonly facts: readonly ConnectorFact[];
  readonly fields: readonly ConnectorField[];
  readonly streams: readonly ConnectorStream[];
  /** To be ticked before the steps begin. */
  readonly prerequisites: readonly string[];
  readonly guide: readonly GuideStep[];
  readonly troubleshooting: readonly GuideTrouble[];
}
