import type { Client, Connection, Submittable } from 'pg';

/** What pg's connection has for COPY and its types leave out. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

function hasCopy(connection: object): connection is CopyConnection {
  return 'sendCopyFromChunk' in connection && 'endCopyFrom' in connection;
}

/** One `COPY … FROM STDIN` of chunks that are in memory already. */
class CopyFrom implements Submittable {
  private failure: Error | null = null;

  constructor(
    private readonly text: string,
    private readonly chunks: readonly Buffer[],
    private readonly done: (error: Error | null) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.text);
  }

  handleCopyInResponse(connection: Connection): void {
    if (!hasCopy(connection)) throw new Error('This version of pg does not know COPY.');
    for (const chunk of this.chunks) connection.sendCopyFromChunk(chunk);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {
    // The server says how many rows came; readiness follows.
  }

  handleError(error: Error): void {
    this.failure = error;
    this.done(error);
  }

  handleReadyForQuery(): void {
    if (this.failure === null) this.done(null);
  }
}

/** JSON texts in COPY's text format, in chunks of about 64 kB. */
export function copyChunks(texts: readonly string[]): Buffer[] {
  const chunks: Buffer[] = [];
  let lines: string[] = [];
  let length = 0;
  const flush = (): void => {
    if (lines.length > 0) chunks.push(Buffer.from(lines.join(''), 'utf8'));
    lines = [];
    length = 0;
  };
  for (const text of texts) {
    // JSON has no raw control characters; only the backslash means something to COPY.
    const line = `${text.replaceAll('\\', '\\\\')}\n`;
    lines.push(line);
    length += line.length;
    if (length >= 65_536) flush();
  }
  flush();
  return chunks;
}

/** Copies prepared chunks into one column of a table, in one transaction. */
export function copyInto(client: Client, column: string, chunks: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(
      new CopyFrom(`COPY ${column} FROM STDIN`, chunks, (error) =>
        error === null ? resolve() : reject(error),
      ),
    );
  });
}
