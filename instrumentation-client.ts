import { config } from 'zod/v4/core';

/**
 * Runs in the browser before any page's code. Zod asks the browser, once, whether it may compile functions from text;
 * our Content-Security-Policy says no, and each such question is reported as a breach of the policy.
 */
config({ jitless: true });
