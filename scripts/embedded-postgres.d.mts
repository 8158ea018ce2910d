export interface EmbeddedPostgres {
  /** Superuser `postgres`: backups and tests only; never given to the web or a worker. */
  readonly superuserUrl: string;
  /** `parapet_owner`, who migrates. */
  readonly ownerUrl: string;
  /** `parapet_app`, who runs under row-level security. */
  readonly appUrl: string;
  readonly port: number;
  readonly dataDir: string;
  /** Pid of the server that runs now; another after a crash. */
  readonly pid: () => number;
  /** Stops the server cleanly and lets the state go. */
  readonly stop: () => Promise<void>;
}

interface StartRequest {
  readonly home: string;
  readonly log?: (line: string) => void;
  /** `false` trades crash safety for speed: tests only. */
  readonly durable?: boolean;
}

export function startEmbeddedPostgres(request: StartRequest): Promise<EmbeddedPostgres>;
export function eraseEmbeddedPostgres(request: {
  readonly home: string;
  readonly log?: (line: string) => void;
}): Promise<void>;
export function embeddedPostgresHolder(home: string): number | null;
