import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

type ReadAuthorities = { readonly ok: true } | { readonly ok: false; readonly fault: string };

/**
 * Whether a PEM bundle holds what can be trusted as certificate authorities at `now` (epoch milliseconds). The fault
 * is a sentence without a subject, to go behind the name of the setting.
 */
export function checkAuthorities(pem: string, now: number): ReadAuthorities {
  const blocks = [...pem.matchAll(BLOCK)];
  if (blocks.some(([, label = '']) => label.includes('PRIVATE KEY')))
    return refuse('it holds a private key. Give certificates only, and keep the key where it belongs.');
  const certificates = blocks.filter(([, label]) => label === 'CERTIFICATE').map(([block]) => block);
  if (certificates.length === 0)
    return refuse('it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).');
  let newestEnd = 0;
  for (const [index, block] of certificates.entries()) {
    const certificate = parse(block);
    if (certificate === null) return refuse(`certificate ${index + 1} in it cannot be read.`);
    // Old roots say nothing about themselves; signing themselves is then enough.
    if (!certificate.ca && !certificate.checkIssued(certificate))
      return refuse(
        `certificate ${index + 1} in it is that of a server. Give the certificate of the authority that signed it.`,
      );
    newestEnd = Math.max(newestEnd, Date.parse(certificate.validTo));
  }
  // One expired root in a bundle is usual and harmless; nothing but expired ones is a mistake.
  if (newestEnd < now)
    return refuse(
      `every certificate in it has expired, the last one on ${new Date(newestEnd).toISOString().slice(0, 10)}.`,
    );
  return { ok: true };
}

function parse(block: string): X509Certificate | null {
  try {
    return new X509Certificate(block);
  } catch {
    return null;
  }
}

function refuse(fault: string): ReadAuthorities {
  return { ok: false, fault };
}

/**
 * What TLS connections trust: Node's own list with NODE_EXTRA_CA_CERTS, and the authorities of `extraCa` (PEM) beside
 * them. TLS 1.2 or newer. Costs some 30 ms with `extraCa`: make one and keep it.
 */
export function trustingContext(
  extraCa: string | null,
  nodeExtraFile = process.env['NODE_EXTRA_CA_CERTS'],
): tls.SecureContext {
  if (extraCa === null) return tls.createSecureContext({ minVersion: 'TLSv1.2' });
  // Naming authorities replaces Node's default, of which NODE_EXTRA_CA_CERTS is a part: put together here.
  const ca = [...tls.rootCertificates, ...nodeExtra(nodeExtraFile), extraCa];
  return tls.createSecureContext({ ca, minVersion: 'TLSv1.2' });
}

/** As Node does, goes on without a file that cannot be read: Node has said so at start. */
function nodeExtra(file: string | undefined): string[] {
  if (file === undefined || file === '') return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    return [];
  }
}
