import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers';

const PRESENT = 0x01;
const VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const HAS_KEY = 0x40;

interface Wish {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  /** Whether the owner unlocked it. Left out: yes. */
  readonly verified?: boolean;
  /** Left out: one more than the last time. */
  readonly counter?: number;
}

/** A security key in software: makes one passkey and signs challenges with it, as a browser hands them over. */
export class SoftPasskey {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(32);
  #counter = 0;
  readonly id = isoBase64URL.fromBuffer(Uint8Array.from(this.#id));

  /** What the browser sends of a passkey that was just made. */
  make(wish: Wish) {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' });
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, isoBase64URL.toBuffer(x)],
      [-3, isoBase64URL.toBuffer(y)],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.#id.length);
    const data = Buffer.concat([
      this.#data(wish, HAS_KEY),
      Buffer.alloc(16),
      length,
      this.#id,
      isoCBOR.encode(key),
    ]);
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, string>()],
      ['authData', Uint8Array.from(data)],
    ]);
    return this.#answer({
      clientDataJSON: clientData('webauthn.create', wish).toString('base64url'),
      attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString('base64url'),
      transports: ['internal'],
    });
  }

  /** What the browser sends of a challenge that the passkey signed. */
  sign(wish: Wish) {
    const data = this.#data(wish, 0);
    const client = clientData('webauthn.get', wish);
    const signer = createSign('sha256').update(data).update(createHash('sha256').update(client).digest());
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signer.sign(this.#pair.privateKey).toString('base64url'),
    });
  }

  #answer<Response extends object>(response: Response) {
    return { id: this.id, rawId: this.id, type: 'public-key', response } as const;
  }

  #data({ rpId, verified = true, counter }: Wish, more: number): Buffer {
    this.#counter = counter ?? this.#counter + 1;
    const rest = Buffer.alloc(5);
    rest.writeUInt8(PRESENT | (verified ? VERIFIED : 0) | BACKUP_ELIGIBLE | more, 0);
    rest.writeUInt32BE(this.#counter, 1);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), rest]);
  }
}

function clientData(type: string, { challenge, origin }: Wish): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}
