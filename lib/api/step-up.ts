/** Asks who is signed in to prove it, and says why; whether they did. */
type Prove = (why: string) => Promise<boolean>;

let prove: Prove | null = null;
let asking: Promise<boolean> | null = null;

/** The dialog that asks says that it is there; the answer takes it away again. */
export function offerProof(ask: Prove): () => void {
  prove = ask;
  return () => {
    if (prove === ask) prove = null;
  };
}

/** Has the member prove who they are, once for all that wait for it; false where they would not, or nothing can ask. */
export async function proveAgain(why: string): Promise<boolean> {
  asking ??= (prove?.(why) ?? Promise.resolve(false)).finally(() => {
    asking = null;
  });
  return asking;
}

const CHANNEL = 'parapet-proof';

/** Tells the other tabs of this browser that the member has proved who they are. */
export function sayProven(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('proven');
  channel.close();
}

/** Hears of a proof that was given in another tab; the answer ends that. */
export function onProvenElsewhere(heard: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = heard;
  return () => channel.close();
}
