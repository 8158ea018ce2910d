import type {
  ConnectorErrorClass,
  ConnectorErrorCode,
  GuideAnchor,
} from '@/domain/connectors/connector-error';
import type { ProbeStepId } from '@/domain/connectors/probe-step';

/** One line of the fact box on the tile and in the guide. */
export interface ConnectorFact {
  readonly label: string;
  readonly value: string;
  /** Address of the vendor's own page, where there is one. */
  readonly href?: string;
}

/** A field of the set-up form. `pattern` is checked while typing, after what was typed has been cleaned. */
export interface ConnectorField {
  readonly id: string;
  /** A `host` that was pasted as an address loses its `https://` and its last slash. */
  readonly holds: 'host' | 'text';
  readonly label: string;
  readonly help: string;
  readonly placeholder: string;
  /** What the field holds before anything is typed; left out: nothing. */
  readonly initial?: string;
  /** Source of a regular expression that the whole value matches. */
  readonly pattern: string;
  /** Said when the pattern does not match: names the field and the remedy. */
  readonly message: string;
  /** Said when the field is empty. */
  readonly required: string;
  /** A secret is written only: it is never sent back to a browser. */
  readonly secret: boolean;
  /** Errors of a connection test that are shown at this field: codes, and classes for all others of the class. */
  readonly blamedFor: readonly (ConnectorErrorCode | ConnectorErrorClass)[];
}

/** A re-read of what has been read before, to catch what the vendor showed late. */
export interface ConnectorReread {
  readonly lane: 'reread_short' | 'reread_long';
  readonly everyMs: number;
  readonly spanMs: number;
}

/** How one endpoint of the vendor is polled. All times in milliseconds unless the name says otherwise. */
export interface ConnectorStream {
  readonly id: string;
  /** The number under which storage knows the stream: unique over all connectors, never used again. */
  readonly storageNumber: number;
  readonly label: string;
  /** One sentence: what it brings. */
  readonly summary: string;
  readonly endpoint: string;
  /**
   * What it holds: `records` of something that happened, each kept as a signal; the `directory` as it is now, swept
   * from beginning to end; or `figures` of the whole account.
   */
  readonly holds: 'records' | 'directory' | 'figures';
  /** Whether a record may change after it was shown: then the newest form replaces the older. */
  readonly mutable: boolean;
  /** Whether the vendor says how many records a window holds. */
  readonly counted: boolean;
  readonly rereads: readonly ConnectorReread[];
  /** The permission that the vendor must grant, as the vendor's screen calls it. */
  readonly permission: string;
  readonly defaultIntervalSeconds: number;
  readonly minIntervalSeconds: number;
  readonly maxIntervalSeconds: number;
  /** Intervals that are one click away. */
  readonly presetIntervalSeconds: readonly number[];
  /** Whether the integration works without it: one that the vendor refuses is a note then, not a fault. */
  readonly optional: boolean;
  /** Unit in which the endpoint takes its times. */
  readonly units: 'ms' | 's';
  readonly paging: 'next_offset' | 'offset' | 'none' | 'inbound';
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
  | { readonly kind: 'code'; readonly text: string; readonly code: string }
  | {
      readonly kind: 'grants';
      /** Where errors about permissions lead. */
      readonly id: GuideAnchor;
      readonly text: string;
      readonly grants: readonly {
        readonly permission: string;
        readonly needed: boolean;
        readonly for: string;
      }[];
    };

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
  /** The picture on its tile. */
  readonly icon: 'shield' | 'webhook';
  /** Whether Parapet asks the vendor, or the vendor's records are sent to Parapet. */
  readonly delivery: 'polled' | 'inbound';
  readonly facts: readonly ConnectorFact[];
  readonly fields: readonly ConnectorField[];
  readonly streams: readonly ConnectorStream[];
  /** The stream that an integration is there for: it cannot be switched off. */
  readonly mainStream: string;
  /** What a connection test goes through, in order; empty where there is nothing to test before saving. */
  readonly probe: readonly ProbeStepId[];
  /** Said after saving: when the first records are to be expected, and why not at once. */
  readonly firstRecords: string;
  /** To be ticked before the steps begin. */
  readonly prerequisites: readonly string[];
  readonly guide: readonly GuideStep[];
  readonly troubleshooting: readonly GuideTrouble[];
  /** Where the vendor's own panel shows one person; left out where it has no such page. */
  readonly personPage?: PersonPage;
}

/** The address of a person in a vendor's panel, as it follows from the host of an integration and the vendor's key. */
export interface PersonPage {
  /** What the link says. */
  readonly label: string;
  /** Source of a regular expression that the whole host matches; of others no address is made. */
  readonly host: string;
  /** `$1` and so on stand for its groups, `{key}` for the key. */
  readonly address: string;
}
