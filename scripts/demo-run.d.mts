export interface RunningDemo {
  readonly origin: string;
  /** The password is null when the member was there already. */
  readonly member: { readonly email: string; readonly password: string | null };
  readonly simulator: {
    /** `host:port` of the stand-in for Duo. */
    readonly host: string;
    readonly ikey: string;
    readonly skey: string;
    readonly controlUrl: string;
    readonly controlToken: string;
  };
}

export function runDemo(request: {
  readonly home: string;
  readonly port: number | null;
  readonly life: { readonly atEnd: (undo: () => Promise<void>) => void };
  readonly log: (line: string) => void;
}): Promise<RunningDemo>;
