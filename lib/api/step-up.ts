/** What a proof is asked for, and by what: one of many, or by everything that the member's own sign-in asks for. */
export interface ProofWanted {
  readonly why: string;
  readonly by: 'one' | 'everything';
}

/** Asks who is signed in to prove it; whether they did. */
type Prove = (wanted: ProofWanted) => Promise<boolean>;

const WANTED_BY: Readonly<Record<string, ProofWanted['by']>> = {
  step_up_required: 'one',
  full_step_up_required: 'everything',
};

/** The proof that a refusal of this code asks for; null where it asks for none. */
export function proofWanted(code: string, why: string): ProofWanted | null {
  const by = WANTED_BY[code];
  return by === undefined ? null : { why, by };
}

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
export async function proveAgain(wanted: ProofWanted): Promise<boolean> {
  asking ??= (prove?.(wanted) ?? Promise.resolve(false)).finally(() => {
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
