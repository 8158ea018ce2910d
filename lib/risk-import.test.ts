import { describe, expect, it } from 'vitest';
import { fileFault, readableText } from './risk-import';

const bytes = (text: string, encoding: BufferEncoding): ArrayBuffer =>
  new Uint8Array(Buffer.from(text, encoding)).buffer;

describe('a file to import', () => {
  it('is refused where it is empty or too large, with what to do', () => {
    expect(fileFault(0)).toContain('Begin with the template');
    expect(fileFault(950_001)).toContain('Divide it');
    expect(fileFault(950_000)).toBeNull();
  });

  it('is read as UTF-8 and as nothing else', () => {
    expect(readableText(bytes('person;Zoë', 'utf8'))).toBe('person;Zoë');
    expect(readableText(bytes('person;Zoë', 'latin1'))).toBeNull();
    expect(readableText(bytes('person', 'utf16le'))).toBeNull();
  });
});
