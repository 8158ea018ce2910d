/** A record as Duo writes it, of the usual length; `form` makes it another. */
export function duoText(form: number): string {
  const id = form.toString(16).padStart(8, '0');
  return JSON.stringify({
    access_device: {
      browser: 'Chrome',
      browser_version: `118.0.${form}.117`,
      epkey: `EP${id}ABCDEF012345`,
      flash_version: 'uninstalled',
      hostname: null,
      ip: '198.51.100.7',
      is_encryption_enabled: 'true',
      is_firewall_enabled: 'true',
      is_password_set: 'true',
      java_version: 'uninstalled',
      location: { city: 'Ann Arbor', country: 'United States', state: 'Michigan' },
      os: 'Windows',
      os_version: '11',
      security_agents: [{ security_agent: 'Windows Defender', version: `4.18.${form}` }],
    },
    adaptive_trust_assessments: {
      more_secure_auth: {
        features_version: '3.0',
        model_version: '2022.07.19.001',
        policy_enabled: false,
        reason: 'Normal level of trust; no detection of known attack pattern',
        trust_level: 'NORMAL',
      },
    },
    alias: 'unknown',
    application: { key: `DI${id}ABCDEF0123`, name: 'Application 1' },
    auth_device: {
      ip: '192.0.2.9',
      key: `DP${id}ABCDEF0123`,
      location: { city: 'Ann Arbor', country: 'United States', state: 'Michigan' },
      name: `+1 555 01${String(form).padStart(2, '0')}`,
    },
    email: `user${form}@example.com`,
    event_type: 'authentication',
    factor: 'duo_push',
    isotimestamp: '2026-11-01T08:30:00.123456+00:00',
    ood_software: null,
    reason: 'user_approved',
    result: 'success',
    timestamp: 1_793_521_800,
    trusted_endpoint_status: 'not trusted',
    txid: `${id}-1111-4222-8333-444455556666`,
    user: { groups: ['Duo Users', 'CorpHQ Users'], key: `DU${id}ABCDEF0123`, name: `user${form}` },
  });
}
