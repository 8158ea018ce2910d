export interface RunningDemo {
  readonly origin: string;
  /** The password is null when the member was there already. */
  readonly member: { readonly email: string; readonly password: string | null };
  readonly simulator: RunningSimulator;
  /** Another Duo account, which nothing is connected to yet. */
  readonly second: RunningSimulator | null;
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
  readonly life: { readonly atEnd: (undo: () => Promise<void>) => void };
  readonly log: (line: string) => void;
}): Promise<RunningDemo>;
