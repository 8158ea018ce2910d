import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

/**
 * Envelope encryption: each integration has a data key; the data key is stored wrapped by a key that comes from a
 * file or the environment. AES-256-GCM throughout. Every ciphertext is bound to the table, row and field it stands
 * in, so that one moved elsewhere does not open.
 *
 * Field:   version (1) | iv (12) | tag (16) | ciphertext
 * Wrapped: version (1) | wrapping key id (8) | iv (12) | tag (16) | ciphertext
 */

/** Where a ciphertext stands. */
export interface FieldBinding {
  readonly table: string;
  readonly rowId: string;
  readonly field: string;
}

/** A wrapping key with its id: the first 8 bytes of a hash of the key, in hex. */
export interface WrappingKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** Closed set of reasons for which something does not open. */
export type VaultErrorCode = 'malformed' | 'unknown_wrapping_key' | 'not_authentic';

export type Opened<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: VaultErrorCode };

export interface Vault {
  /** Id of the key that wraps from now on. */
  readonly currentKeyId: string;
  /** A fresh random data key. */
  newDataKey(): KeyObject;
  /** Seals a data key with the current wrapping key. */
  wrap(dataKey: KeyObject, binding: FieldBinding): Buffer;
  /** Opens a wrapped data key with whichever of the readable wrapping keys sealed it. */
  unwrap(wrapped: Uint8Array, binding: FieldBinding): Opened<KeyObject>;
  /** Id of the wrapping key that sealed it; null where it is not a wrapped key. Differs from current: wrap anew. */
  wrappingKeyId(wrapped: Uint8Array): string | null;
  encryptField(dataKey: KeyObject, binding: FieldBinding, plaintext: string): Buffer;
  decryptField(dataKey: KeyObject, binding: FieldBinding, sealed: Uint8Array): Opened<string>;
}

const FIELD_VERSION = 1;
const WRAPPED_VERSION = 1;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Reads a wrapping key written as 64 hex digits or as base64 of 32 bytes; null when it is neither. */
export function parseWrappingKey(text: string): WrappingKey | null {
  const trimmed = text.trim();
  const bytes = /^[0-9a-fA-F]{64}$/.test(trimmed) ? Buffer.from(trimmed, 'hex') : fromBase64(trimmed);
  return bytes?.length === KEY_BYTES ? wrappingKey(bytes) : null;
}

/** A wrapping key from its 32 bytes. Throws when there are not 32. */
export function wrappingKey(bytes: Uint8Array): WrappingKey {
  if (bytes.length !== KEY_BYTES)
    throw new Error(`A wrapping key has ${KEY_BYTES} bytes, not ${bytes.length}.`);
  const id = createHash('sha256')
    .update('parapet wrapping key id\0')
    .update(bytes)
    .digest()
    .subarray(0, KEY_ID_BYTES);
  return { id: id.toString('hex'), key: createSecretKey(bytes) };
}

/** A vault that seals with `current` and still opens what `previous` sealed. */
export function createVault(keys: { current: WrappingKey; previous?: WrappingKey | undefined }): Vault {
  const readable = new Map<string, KeyObject>();
  if (keys.previous !== undefined) readable.set(keys.previous.id, keys.previous.key);
  readable.set(keys.current.id, keys.current.key);

  const wrappingKeyId = (wrapped: Uint8Array): string | null =>
    wrapped[0] === WRAPPED_VERSION && wrapped.length > 1 + KEY_ID_BYTES
      ? Buffer.from(wrapped.subarray(1, 1 + KEY_ID_BYTES)).toString('hex')
      : null;

  return {
    currentKeyId: keys.current.id,
    newDataKey: () => createSecretKey(randomBytes(KEY_BYTES)),
    wrap(dataKey, binding) {
      const header = Buffer.concat([Buffer.from([WRAPPED_VERSION]), Buffer.from(keys.current.id, 'hex')]);
      return Buffer.concat([header, seal(keys.current.key, aad(binding, header), dataKey.export())]);
    },
    unwrap(wrapped, binding) {
      const id = wrappingKeyId(wrapped);
      if (id === null) return { ok: false, code: 'malformed' };
      const key = readable.get(id);
      if (key === undefined) return { ok: false, code: 'unknown_wrapping_key' };
      const header = wrapped.subarray(0, 1 + KEY_ID_BYTES);
      const opened = open(key, aad(binding, header), wrapped.subarray(header.length));
      return opened.ok ? { ok: true, value: createSecretKey(opened.value) } : opened;
    },
    wrappingKeyId,
    encryptField(dataKey, binding, plaintext) {
      const header = Buffer.from([FIELD_VERSION]);
      return Buffer.concat([header, seal(dataKey, aad(binding, header), Buffer.from(plaintext, 'utf8'))]);
    },
    decryptField(dataKey, binding, sealed) {
      if (sealed[0] !== FIELD_VERSION) return { ok: false, code: 'malformed' };
      const opened = open(dataKey, aad(binding, sealed.subarray(0, 1)), sealed.subarray(1));
      return opened.ok ? { ok: true, value: opened.value.toString('utf8') } : opened;
    },
  };
}

/** JSON keeps the three parts apart whatever characters they hold; the header is bound as well. */
function aad(binding: FieldBinding, header: Uint8Array): Buffer {
  const place = JSON.stringify([binding.table, binding.rowId, binding.field]);
  return Buffer.concat([header, Buffer.from(place, 'utf8')]);
}

function seal(key: KeyObject, associated: Buffer, plaintext: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(associated);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
}

function open(key: KeyObject, associated: Buffer, sealed: Uint8Array): Opened<Buffer> {
  if (sealed.length < IV_BYTES + TAG_BYTES) return { ok: false, code: 'malformed' };
  const iv = sealed.subarray(0, IV_BYTES);
  const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
    .setAAD(associated)
    .setAuthTag(tag);
  try {
    const head = decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES));
    return { ok: true, value: Buffer.concat([head, decipher.final()]) };
  } catch {
    return { ok: false, code: 'not_authentic' };
  }
}

function fromBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}
