interface Task {
  readonly name: string;
  /** Arguments after `node`. */
  readonly args: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export class Supervisor {
  constructor(request: {
    readonly home: string;
    readonly log: (line: string) => void;
    readonly echo?: boolean;
  });
  start(task: Task): void;
  pid(name: string): number | undefined;
  waitUntilReady(name: string, isReady: () => Promise<boolean>, milliseconds: number): Promise<void>;
  stop(): Promise<void>;
  killAll(): void;
}

export function stopLeftoverProcesses(home: string, log: (line: string) => void): Promise<void>;
