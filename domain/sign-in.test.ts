import { describe, expect, it } from 'vitest';
import { emailSchema, nameSchema, passwordProblem } from './sign-in';

const EMAIL = 'ada.byron@example.com';

describe('a new password', () => {
  it('will do when it is long and not to be guessed', () => {
    expect(passwordProblem('copper kettle on the sill', EMAIL)).toBeNull();
  });

  it('needs twelve characters and takes no more than 128, counted as people count', () => {
    expect(passwordProblem('k7-Vr2 zQe.', EMAIL)).toMatch(/at least 12/);
    expect(passwordProblem('🔑🪟🕯️🧵🪜🧲', EMAIL)).toMatch(/at least 12/);
    expect(passwordProblem('abcdefg hijk'.repeat(11), EMAIL)).toMatch(/at most 128/);
  });

  it('must not be the e-mail address, with or without decoration', () => {
    expect(passwordProblem('Ada.Byron@example.com', EMAIL)).toMatch(/e-mail/);
    expect(passwordProblem('ada.byron123', EMAIL)).toMatch(/e-mail/);
    expect(passwordProblem('ada.byronada.byron', EMAIL)).toMatch(/e-mail/);
  });

  it('must not repeat a few characters', () => {
    expect(passwordProblem('aaaaaaaaaaaaaaa', EMAIL)).toMatch(/repeats/);
    expect(passwordProblem('abababababab', EMAIL)).toMatch(/repeats/);
  });
});

describe('an e-mail address', () => {
  it('is compared in lower case and without spaces around it', () => {
    expect(emailSchema.parse('  Ada@Example.COM ')).toBe('ada@example.com');
  });

  it('is refused with what to write instead', () => {
    for (const wrong of ['ada', 'ada@', undefined, 7])
      expect(emailSchema.safeParse(wrong).error?.issues[0]?.message).toMatch(/^Write/);
  });
});

describe('a name', () => {
  it('is refused when empty, long, or made to break a line of a log', () => {
    const schema = nameSchema('your name');
    expect(schema.safeParse('   ').error?.issues[0]?.message).toBe('Write your name.');
    expect(schema.safeParse('x'.repeat(101)).success).toBe(false);
    expect(schema.safeParse('Ada\nByron').success).toBe(false);
    expect(schema.parse(' Ada Byron ')).toBe('Ada Byron');
  });
});
