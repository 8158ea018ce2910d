import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createVault, parseWrappingKey, wrappingKey } from '@/server/platform/secrets-vault';

const place = { table: 'integration_secret', rowId: '0193-a', field: 'skey' };
const keyPlace = { ...place, field: 'data_key' };
const oldKey = wrappingKey(randomBytes(32));
const newKey = wrappingKey(randomBytes(32));
const vault = createVault({ current: oldKey });

describe('the vault', () => {
  it('opens what it sealed, in the place it was sealed for', () => {
    const dataKey = vault.newDataKey();
    const sealed = vault.encryptField(dataKey, place, 'sécret ✓');
    expect(vault.decryptField(dataKey, place, sealed)).toEqual({ ok: true, value: 'sécret ✓' });
  });

  it('never seals the same text to the same bytes', () => {
    const dataKey = vault.newDataKey();
    expect(vault.encryptField(dataKey, place, 'x').equals(vault.encryptField(dataKey, place, 'x'))).toBe(
      false,
    );
  });

  it.each([
    ['table', { ...place, table: 'person' }],
    ['row', { ...place, rowId: '0193-b' }],
    ['field', { ...place, field: 'ikey' }],
    ['boundary between the parts', { table: 'integration_secret|0193-a', rowId: '', field: 'skey' }],
  ])('does not open a value that was moved to another %s', (_what, elsewhere) => {
    const dataKey = vault.newDataKey();
    const sealed = vault.encryptField(dataKey, place, 'secret');
    expect(vault.decryptField(dataKey, elsewhere, sealed)).toEqual({ ok: false, code: 'not_authentic' });
  });

  it('does not open a value with the data key of another integration', () => {
    const sealed = vault.encryptField(vault.newDataKey(), place, 'secret');
    expect(vault.decryptField(vault.newDataKey(), place, sealed)).toEqual({
      ok: false,
      code: 'not_authentic',
    });
  });

  it('notices a change of any single byte, and any cut', () => {
    const dataKey = vault.newDataKey();
    const sealed = vault.encryptField(dataKey, place, 'secret');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(vault.decryptField(dataKey, place, changed).ok).toBe(false);
      expect(vault.decryptField(dataKey, place, sealed.subarray(0, at)).ok).toBe(false);
    }
  });

  it('opens a wrapped data key in its own place only', () => {
    const dataKey = vault.newDataKey();
    const wrapped = vault.wrap(dataKey, keyPlace);
    const unwrapped = vault.unwrap(wrapped, keyPlace);
    expect(unwrapped.ok && unwrapped.value.equals(dataKey)).toBe(true);
    expect(vault.unwrap(wrapped, { ...keyPlace, rowId: 'other' })).toEqual({
      ok: false,
      code: 'not_authentic',
    });
  });

  it('says that the wrapping key is missing when another one sealed it', () => {
    const wrapped = vault.wrap(vault.newDataKey(), keyPlace);
    expect(createVault({ current: newKey }).unwrap(wrapped, keyPlace)).toEqual({
      ok: false,
      code: 'unknown_wrapping_key',
    });
    expect(vault.unwrap(Buffer.alloc(3), keyPlace)).toEqual({ ok: false, code: 'malformed' });
  });

  it('reads under both keys during a rotation, and the wrapped key tells which is due', () => {
    const rotating = createVault({ current: newKey, previous: oldKey });
    const dataKey = vault.newDataKey();
    const before = vault.wrap(dataKey, keyPlace);
    expect(rotating.wrappingKeyId(before)).toBe(oldKey.id);
    const opened = rotating.unwrap(before, keyPlace);
    expect(opened.ok && opened.value.equals(dataKey)).toBe(true);

    const after = rotating.wrap(dataKey, keyPlace);
    expect(rotating.wrappingKeyId(after)).toBe(rotating.currentKeyId);
    expect(createVault({ current: newKey }).unwrap(after, keyPlace).ok).toBe(true);
    expect(vault.unwrap(after, keyPlace)).toEqual({ ok: false, code: 'unknown_wrapping_key' });
  });

  it('shows no key when it is printed', () => {
    const bytes = randomBytes(32);
    const shown = inspect(wrappingKey(bytes), { depth: 10 }) + JSON.stringify(wrappingKey(bytes));
    expect(shown).not.toContain(bytes.toString('hex'));
    expect(shown).not.toContain(bytes.toString('base64'));
  });

  it('reads a wrapping key from hex and base64, and nothing else', () => {
    const bytes = randomBytes(32);
    expect(parseWrappingKey(` ${bytes.toString('hex')}\n`)?.id).toBe(wrappingKey(bytes).id);
    expect(parseWrappingKey(bytes.toString('base64'))?.id).toBe(wrappingKey(bytes).id);
    expect(parseWrappingKey('')).toBeNull();
    expect(parseWrappingKey('too short')).toBeNull();
    expect(parseWrappingKey(randomBytes(31).toString('base64'))).toBeNull();
  });
});
