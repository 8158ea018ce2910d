import { describe, expect, it } from 'vitest';
import { Refusal } from './refusal';

describe('a refusal', () => {
  it('says what is wrong as it was said', () => {
    const fields = [{ field: 'name', message: 'name: choose another.' }];
    const refusal = new Refusal('conflict', 'name: choose another.', fields);
    expect(refusal.message).toBe('name: choose another.');
    expect(refusal.fields).toEqual(fields);
  });

  it('is never longer than somebody reads, whatever was sent', () => {
    const field = 'a.'.repeat(500_000);
    const fields = Array.from({ length: 1_000 }, () => ({ field, message: `${field}: mend it.` }));
    const refusal = new Refusal('invalid_input', `${field}: mend it.`, fields);
    expect(refusal.fields).toHaveLength(20);
    expect(JSON.stringify([refusal.message, refusal.fields]).length).toBeLessThan(30_000);
    const half = new Refusal('invalid_input', 'x', [{ field: `${'x'.repeat(198)}👍👍`, message: 'x' }]);
    expect(half.fields[0]?.field.isWellFormed()).toBe(true);
  });
});
