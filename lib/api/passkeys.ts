import { Problem } from './problem';
import { change } from './request';

/**
 * Has the browser sign what the server asks for, by a passkey that its owner unlocks. The library is loaded at the first
 * use. @throws Problem
 */
export async function askPasskey(path: string): Promise<unknown> {
  const { options } = await change('passkeyToUse', path);
  const { startAuthentication } = await import('@simplewebauthn/browser');
  try {
    return plain(await startAuthentication({ optionsJSON: options }));
  } catch {
    throw noPasskey();
  }
}

/** Has the browser make a passkey. @throws Problem */
export async function makePasskey(): Promise<unknown> {
  const { options } = await change('passkeyToMake', '/api/v1/passkeys/begin');
  const { startRegistration } = await import('@simplewebauthn/browser');
  try {
    return plain(await startRegistration({ optionsJSON: options }));
  } catch {
    throw noPasskey();
  }
}

/** The parts that the server reads; browsers add others. */
function plain({ id, rawId, type, response }: { id: string; rawId: string; type: string; response: object }) {
  return { id, rawId, type, response };
}

/** What a person is told where the browser gave no passkey: they pressed Cancel, or none is there. */
function noPasskey(): Problem {
  return new Problem(0, 'no_passkey', 'The browser gave no passkey. Try again, or go on in another way.');
}
