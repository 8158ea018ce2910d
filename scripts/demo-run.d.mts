export interface RunningDemo {
  readonly origin: string;
  /** The password is null when the member was there already. */
  readonly member: { readonly email: string; readonly password: string | null };
  readonly simulator: RunningSimulator;
  /** Another Duo account, which nothing is connected to yet. */
  readonly second: RunningSimulator | null;
  /** Of the application's role. */
  readonly databaseUrl: string;
}

export interface RunningSimulator {
  /** `host:port` of the stand-in for Duo. */
  readonly host: string;
  readonly ikey: string;
  readonly skey: string;
  readonly controlUrl: string;
  readonly controlToken: string;
}

export function runDemo(request: {
  readonly home: string;
  readonly port: number | null;
  readonly second?: boolean;
  /** Tells the page that connects the second what to type for it. */
  readonly guides?: boolean;
  /** `quiet` as short, without attacks of its own; `duo` as slow as Duo shows records and the product asks for them. */
  readonly pace?: 'short' | 'quiet' | 'duo';
  readonly life: { readonly atEnd: (undo: () => Promise<void>) => void };
  readonly log: (line: string) => void;
}): Promise<RunningDemo>;
