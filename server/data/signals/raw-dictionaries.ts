/**
 * Preset dictionaries for raw records. What stands nearest to the end is cheapest to refer to, so the whole shape of
 * a usual record comes last. A stored record names its dictionary by number for ever.
 */
const AUTHENTICATION_1 = [
  '"WebAuthn Security Key","WebAuthn Chrome Touch ID","duo_mobile_passcode","hardware_token","sms_passcode",',
  '"phone_call","bypass_code","yubikey_passcode","remembered_device","trusted_network","not_available",',
  '"deny_unenrolled_user","location_restricted","factor_restricted","denied_by_policy","denied_network",',
  '"anonymous_ip","anomalous_push","invalid_passcode","locked_out","out_of_date","user_disabled",',
  '"user_cancelled","user_mistake","user_marked_fraud","no_response","call_timed_out","bypass_user",',
  '"allowed_by_policy","valid_passcode","no_keys_pressed","result":"fraud","result":"denied",',
  '"event_type":"enrollment","security_agents":"unknown","trusted_endpoint_status":"trusted",',
  '"Low level of trust; detection of one or more known attack patterns","trust_level":"LOW",',
  '"rbfs_triggered_attacks":[{"country_code_access":null,"country_code_auth":null,"detected_occurrences":1,',
  '"detector":"PUSH_HARASSMENT","NOVEL_ASN","COUNTRY_CODE_MISMATCH","UNREALISTIC_TRAVEL","DEVICE_DISTANCE",',
  '"shadow_mode":false,"suppressed":null,"threshold_occurrences":1,"threshold_time_frame":null,',
  '"unrealistic_travel_velocity":null}],"remember_me":{"features_version":"3.0","model_version":"2022.07.19.001",',
  '"policy_enabled":false,"reason":"Novel Access IP","trust_level":"NORMAL"},',
  'United States","state":"United Kingdom","Germany","France","Canada","India","Japan","Australia",',
  '"browser":"Firefox","Edge","Safari","Chrome Mobile","Mobile Safari","os":"Windows","Mac OS X","iOS","Android",',
  '{"access_device":{"browser":"Chrome","browser_version":"130.0.0.0","epkey":"EP","flash_version":"uninstalled",',
  '"hostname":null,"ip":"","is_encryption_enabled":true,"is_firewall_enabled":true,"is_password_set":true,',
  '"java_version":"uninstalled","location":{"city":"","country":"United States","state":""},"os":"Windows",',
  '"os_version":"11","security_agents":[]},"adaptive_trust_assessments":{"more_secure_auth":{',
  '"detected_attack_detectors":[],"features_version":"3.0","model_version":"2022.07.19.001",',
  '"policy_enabled":true,"reason":"Normal level of trust; no detection of known attack pattern",',
  '"trust_level":"NORMAL"}},"alias":"","application":{"key":"DI","name":"Microsoft 365"},"auth_device":{"ip":"",',
  '"key":"DP","location":{"city":"","country":"United States","state":""},"name":"iPhone (555-"},"email":"@',
  '.example","event_type":"authentication","factor":"duo_push","isotimestamp":"2026-11-01T00:00:00.000000+00:00",',
  '"ood_software":null,"rbfs_triggered_attacks":null,"reason":"user_approved","result":"success","timestamp":17',
  ',"trusted_endpoint_status":"not trusted","txid":"","user":{"groups":["Everyone"],"key":"DU","name":""}}',
].join('');

/**
 * The shape of a record from end to end, as often as its parts differ: a computer that is managed and one that is not,
 * a sign-in that a phone approved and one that asked nobody. A record then is a few long references and its own values.
 */
const AUTHENTICATION_2 = [
  AUTHENTICATION_1,
  '"is_encryption_enabled":"unknown","is_firewall_enabled":"unknown","is_password_set":"unknown",',
  '"java_version":null,"location":{"city":null,"country":null,"state":null},"os":null,"os_version":null,',
  '"security_agents":"unknown"},"security_agents":null},"flash_version":null,"hostname":"',
  '"trust_level":"LOW"},"remember_me":{"reason":"Novel Access IP","trust_level":"LOW"}},',
  '"rbfs_triggered_attacks":[{"country_code_access":"","country_code_auth":"","detected_occurrences":1,"detector":"',
  '","shadow_mode":false,"suppressed":null,"threshold_occurrences":1,"threshold_time_frame":null,',
  '"unrealistic_travel_velocity":null}],"alias":"","application":{"key":"DI',
  '"auth_device":{"ip":null,"key":null,"location":{"city":null,"country":null,"state":null},"name":null},"email":"',
  '"auth_device":{"ip":null,"key":"DP","location":{"city":null,"country":null,"state":null},"name":"',
  '"event_type":"authentication","factor":"trusted_network","factor":"remembered_device","isotimestamp":"202',
  '"ood_software":null,"reason":"trusted_network","reason":"remembered_device","result":"success","timestamp":1',
  '{"access_device":{"browser":"Edge Chromium","browser_version":"139.0.3405.86","epkey":"EP',
  '"Edge","Firefox","browser_version":"141.0.","Safari","browser_version":"18.5","Mobile Safari",',
  '"iOS","os_version":"18.5","Android","os_version":"15","Mac OS X","os_version":"15.5","Windows","os_version":"10"',
  '"security_agents":[{"security_agent":"cisco-amp","version":"1.26.1.1010"}]},',
  '{"access_device":{"browser":"Chrome","browser_version":"138.0.7204.","epkey":"EP","flash_version":"uninstalled",',
  '"hostname":null,"ip":"","is_encryption_enabled":true,"is_firewall_enabled":true,"is_password_set":true,',
  '"java_version":"uninstalled","location":{"city":"London","country":"United Kingdom","state":"England"},',
  '"os":"Windows","os_version":"11","security_agents":[{"security_agent":"windows-defender","version":"4.18.25050.5"}]},',
  '"adaptive_trust_assessments":{"more_secure_auth":{"detected_attack_detectors":null,"features_version":"3.0",',
  '"model_version":"2024.02.13.001","policy_enabled":true,"preview_mode_enabled":false,',
  '"reason":"Normal level of trust; no detection of known attack pattern","trust_level":"NORMAL"},',
  '"remember_me":{"features_version":"3.0","model_version":"2024.02.13.001","policy_enabled":true,',
  '"reason":"Known Access IP","trust_level":"NORMAL"}},"rbfs_triggered_attacks":null,"alias":"unknown",',
  '"application":{"key":"DI","name":"Microsoft 365"},"auth_device":{"ip":"","key":"DP",',
  '"location":{"city":"London","country":"United Kingdom","state":"England"},"name":"Google Pixel 9 (+44 7700 900',
  'iPhone 16 (+1 555 01"},"email":"@.example.com","event_type":"authentication","factor":"duo_push",',
  '"isotimestamp":"2026-11-19T08:00:00.000000+00:00","ood_software":null,"reason":"user_approved",',
  '"result":"success","timestamp":1795,"trusted_endpoint_status":"not trusted","trusted_endpoint_status":"unknown",',
  '"trusted_endpoint_status":"trusted","txid":"-4-","user":{"groups":["Engineering (from AD sync \\"example.com\\")",',
  '"All Staff","VPN Users"],"key":"DU","name":"',
].join('');

/** By number. 0 is none, for streams without one of their own. */
export const RAW_DICTIONARIES: Readonly<Record<number, Buffer>> = {
  0: Buffer.alloc(0),
  1: Buffer.from(AUTHENTICATION_1, 'utf8'),
  2: Buffer.from(AUTHENTICATION_2, 'utf8'),
};
