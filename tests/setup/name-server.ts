import { createSocket } from 'node:dgram';

/** How a name server meets a question: with what it knows, not at all, or with a failure of its own. */
type Mood = 'answers' | 'silent' | 'fails';

const TXT = 16;
const CODES = { answers: 0, unknown: 3, fails: 2 } as const;

/** A name server on loopback (UDP) that knows the TXT records which a test gives it, and no other domain. */
export async function openNameServer() {
  const records = new Map<string, readonly (readonly string[])[]>();
  const asked: string[] = [];
  let mood: Mood = 'answers';
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const { name, type, end } = questionIn(question);
    asked.push(name);
    if (mood === 'silent') return;
    const known = records.get(name);
    const code = mood === 'fails' ? CODES.fails : known === undefined ? CODES.unknown : CODES.answers;
    const said = mood === 'answers' && type === TXT ? (known ?? []) : [];
    socket.send(answerTo(question.subarray(0, end), code, said), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    /** The names that it was asked for. */
    asked,
    /** From now on the domain has these TXT records, each in parts; none at all makes the domain unknown. */
    set: (domain: string, said: readonly (readonly string[])[] | null) => {
      if (said === null) records.delete(domain);
      else records.set(domain, said);
    },
    become: (next: Mood) => {
      mood = next;
    },
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

/** The first question of a message (RFC 1035, 4.1.2), and where it ends. */
function questionIn(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** Header, the question as it came, and TXT records whose name points back to it. */
function answerTo(question: Buffer, code: number, records: readonly (readonly string[])[]): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...records.map(recordOf)]);
}

function recordOf(parts: readonly string[]): Buffer {
  const data = Buffer.concat(
    parts.map((part) => Buffer.concat([Buffer.from([Buffer.byteLength(part)]), Buffer.from(part)])),
  );
  const head = Buffer.from([0xc0, 12, 0, TXT, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
