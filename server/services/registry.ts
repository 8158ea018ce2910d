import type { z } from 'zod';
import { acceptInvitation, openMemberLink, usePasswordLink } from './accept-invitation';
import { askPasswordReset } from './ask-password-reset';
import { checkDomain } from './check-domain';
import { choosePassword } from './choose-password';
import { completeSearch } from './complete-search';
import { countSignals } from './count-signals';
import { createFirstMember } from './create-first-member';
import { endMemberSessions, endOtherSessions, endSession } from './end-sessions';
import { getSession } from './get-session';
import { getSetupState } from './get-setup-state';
import { getBehaviors } from './get-behaviors';
import { getDashboard } from './get-dashboard';
import { getIdentityDetails } from './get-identity-details';
import { getOverTime } from './get-over-time';
import { getScoreBreakdown } from './get-score-breakdown';
import { getAccountEvent } from './get-account-event';
import { getCampaign } from './get-campaign';
import { getEvent } from './get-event';
import { getIntegration } from './get-integration';
import { getPersonHabits } from './get-person-habits';
import { getPersonHistory } from './get-person-history';
import { getProfile } from './get-profile';
import { getPseudonyms, setPseudonyms } from './pseudonyms';
import { revealPerson } from './reveal-person';
import { getSignal } from './get-signal';
import { getShell } from './get-shell';
import { getSince } from './get-since';
import { getWaysIn } from './get-ways-in';
import { importHumanRisk, riskImportTemplate } from './import-human-risk';
import { listAccountEvents } from './list-account-events';
import { listCampaigns } from './list-campaigns';
import { listSessions } from './list-sessions';
import { addPasskey, beginPasskey, namePasskey, removePasskey } from './passkeys';
import { beginPasskeyProof, proveIdentity } from './prove-identity';
import { beginPasskeySignIn } from './sign-in-with-passkey';
import { listSearches, removeSearch, saveSearch } from './saved-searches';
import { beginTotp, confirmTotp, getSecondFactor, makeRecoveryCodes, removeTotp } from './second-factor';
import { resetSecondFactor, setSecondFactorRule } from './second-factor-rule';
import { searchSignals } from './search-signals';
import { getSingleSignOn, removeSingleSignOn, setSingleSignOn } from './set-single-sign-on';
import { setCampaign } from './set-campaign';
import { listEvents } from './list-events';
import { listHidden } from './list-hidden';
import { listIndividuals } from './list-individuals';
import { listGroupCriticality, removeGroupCriticality, setGroupCriticality } from './group-criticality';
import { setCriticality, setCriticalityOfPeople } from './set-criticality';
import { listIntegrations } from './list-integrations';
import { listPeople } from './list-people';
import { dismissSince, noteVisit } from './note-visit';
import { decideCampaign, previewCampaignDecision } from './decide-campaign';
import { decideEvents, previewDisposition } from './decide-events';
import {
  approveProposal,
  previewSettlement,
  refuseProposal,
  undoDisposition,
  withdrawProposal,
} from './settle-disposition';
import { diagnoseIntegration } from './diagnose-integration';
import { exportEvidence } from './export-evidence';
import { exportPeople } from './export-people';
import { erasePerson, liftErasure, listErasedPeople, previewErasure } from './erase-person';
import { exportPerson } from './export-person';
import { exportRuns } from './export-runs';
import { exportSignals } from './export-signals';
import { getCoverage } from './get-coverage';
import { getFeedCharts } from './get-feed-charts';
import { getFeedQuality } from './get-feed-quality';
import { getRun } from './get-run';
import { downloadQuarantined, getQuarantined, listQuarantine } from './list-quarantine';
import { listRuns } from './list-runs';
import {
  changeWatchlist,
  changeWatchlistPeople,
  createWatchlist,
  listPersonWatchlists,
  listWatchlists,
  removeWatchlist,
} from './watchlists';
import { listViews, removeView, saveView } from './saved-views';
import { supportBundle } from './support-bundle';
import { removeFromQuarantine, tryQuarantine } from './try-quarantine';
import { connectIntegration } from './connect-integration';
import { deleteIntegration, getIntegrationHoldings } from './delete-integration';
import { describeIntegration } from './describe-integration';
import { getScoring } from './get-scoring';
import { listDetectors } from './list-detectors';
import { previewDetectors } from './preview-detectors';
import { previewPolicy } from './preview-policy';
import { saveDetectors } from './save-detectors';
import { tryRecord } from './try-record';
import { acceptNotice, getNotice, saveNotice } from './monitoring-notice';
import { inviteMember, withdrawInvitation } from './invite-member';
import { exportAudit } from './export-audit';
import { listAudit } from './list-audit';
import { getCustomers } from './get-customers';
import { letIntoCustomer, makeCustomer } from './manage-customers';
import { listMembers } from './list-members';
import { listAllRoles } from './list-roles';
import { changeRole, makeRole, removeRole } from './save-role';
import { listTokens, makeToken, revokeToken } from './api-tokens';
import { makePasswordLink, removeMember, setMemberAccess, setMemberRole } from './steer-member';
import { switchAccount } from './switch-account';
import { unlinkSignOn } from './unlink-sign-on';
import { getRetention, previewRetention, setRetention } from './retention';
import { restorePolicy } from './restore-policy';
import { savePolicy } from './save-policy';
import { getPersonCare, setPersonCare } from './person-care';
import { addPersonNote, changePersonNote, removePersonNote } from './person-notes';
import { addPersonStep, removePersonStep, tickPersonStep } from './person-steps';
import { receiveDelivery } from './receive-delivery';
import { replaceKeys } from './replace-keys';
import { cancelRepull, repullWindow } from './repull-window';
import {
  disableIntegration,
  enableIntegration,
  pauseIntegration,
  resumeIntegration,
  runIntegrationNow,
} from './steer-integration';
import { runStreamNow, setStream } from './steer-stream';
import { testConnection, testIntegration } from './test-connection';
import {
  type Effect,
  execute,
  isForTokens,
  type Method,
  type Operation,
  type OperationPermission,
  type OperationRequest,
} from './operation';

/** An operation as the HTTP layer, OpenAPI and the matrix tests see it: what it is, and how to execute it. */
export interface PublicOperation {
  readonly name: string;
  readonly method: Method;
  /** As in `/api/v1/people/:id`. */
  readonly path: string;
  readonly permission: OperationPermission;
  readonly effect: Effect;
  /** Why members prove shortly before it who they are, where they have to. */
  readonly stepUp?: string;
  /** Whether that is so of some inputs only. */
  readonly stepUpForSome: boolean;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** @throws Refusal */
  readonly execute: (request: OperationRequest) => Promise<unknown>;
  /** Whether an API token is of use for it. */
  readonly forTokens: boolean;
  /** What it reports while it works; left out where it reports nothing. */
  readonly progress?: z.ZodType;
}

/** Every operation that is reached over HTTP. One that is not listed here does not exist there. */
export const OPERATIONS: readonly PublicOperation[] = [
  published(getSetupState),
  published(createFirstMember),
  published(getWaysIn),
  published(askPasswordReset),
  published(getSession),
  published(switchAccount),
  published(choosePassword),
  published(proveIdentity),
  published(beginPasskeyProof),
  published(listSessions),
  published(endSession),
  published(endOtherSessions),
  published(getSecondFactor),
  published(beginTotp),
  published(confirmTotp),
  published(makeRecoveryCodes),
  published(removeTotp),
  published(beginPasskey),
  published(addPasskey),
  published(namePasskey),
  published(removePasskey),
  published(beginPasskeySignIn),
  published(getShell),
  published(getDashboard),
  published(getSince),
  published(dismissSince),
  published(noteVisit),
  published(getIdentityDetails),
  published(getOverTime),
  published(listIndividuals),
  published(getScoreBreakdown),
  published(getBehaviors),
  published(importHumanRisk),
  published(riskImportTemplate),
  published(listEvents),
  published(getEvent),
  published(listCampaigns),
  published(getCampaign),
  published(setCampaign),
  published(previewCampaignDecision),
  published(decideCampaign),
  published(previewDisposition),
  published(decideEvents),
  published(previewSettlement),
  published(approveProposal),
  published(refuseProposal),
  published(withdrawProposal),
  published(undoDisposition),
  published(listHidden),
  published(setCriticality),
  published(setCriticalityOfPeople),
  published(listGroupCriticality),
  published(setGroupCriticality),
  published(removeGroupCriticality),
  published(listAccountEvents),
  published(getAccountEvent),
  published(listPeople),
  published(exportPeople),
  published(listViews),
  published(saveView),
  published(removeView),
  published(listPersonWatchlists),
  published(listWatchlists),
  published(createWatchlist),
  published(changeWatchlist),
  published(removeWatchlist),
  published(changeWatchlistPeople),
  published(getProfile),
  published(revealPerson),
  published(exportPerson),
  published(previewErasure),
  published(erasePerson),
  published(listErasedPeople),
  published(liftErasure),
  published(exportEvidence),
  published(getPersonHistory),
  published(getPersonHabits),
  published(getPersonCare),
  published(setPersonCare),
  published(addPersonStep),
  published(tickPersonStep),
  published(removePersonStep),
  published(addPersonNote),
  published(changePersonNote),
  published(removePersonNote),
  published(searchSignals),
  published(countSignals),
  published(exportSignals),
  published(completeSearch),
  published(listSearches),
  published(saveSearch),
  published(removeSearch),
  published(getSignal),
  published(listIntegrations),
  published(connectIntegration),
  published(testConnection),
  published(getIntegration),
  published(listRuns),
  published(getRun),
  published(exportRuns),
  published(getFeedCharts),
  published(getFeedQuality),
  published(getCoverage),
  published(listQuarantine),
  published(getQuarantined),
  published(downloadQuarantined),
  published(tryQuarantine),
  published(removeFromQuarantine),
  published(diagnoseIntegration),
  published(supportBundle),
  published(testIntegration),
  published(replaceKeys),
  published(runIntegrationNow),
  published(pauseIntegration),
  published(resumeIntegration),
  published(disableIntegration),
  published(enableIntegration),
  published(describeIntegration),
  published(getIntegrationHoldings),
  published(deleteIntegration),
  published(setStream),
  published(runStreamNow),
  published(repullWindow),
  published(cancelRepull),
  published(getScoring),
  published(previewPolicy),
  published(savePolicy),
  published(restorePolicy),
  published(listDetectors),
  published(previewDetectors),
  published(saveDetectors),
  published(tryRecord),
  published(listAudit),
  published(exportAudit),
  published(getCustomers),
  published(makeCustomer),
  published(letIntoCustomer),
  published(listMembers),
  published(inviteMember),
  published(withdrawInvitation),
  published(openMemberLink),
  published(acceptInvitation),
  published(usePasswordLink),
  published(setMemberRole),
  published(setMemberAccess),
  published(removeMember),
  published(makePasswordLink),
  published(listTokens),
  published(makeToken),
  published(revokeToken),
  published(getNotice),
  published(acceptNotice),
  published(saveNotice),
  published(getPseudonyms),
  published(setPseudonyms),
  published(getRetention),
  published(previewRetention),
  published(setRetention),
  published(endMemberSessions),
  published(resetSecondFactor),
  published(unlinkSignOn),
  published(setSecondFactorRule),
  published(getSingleSignOn),
  published(setSingleSignOn),
  published(checkDomain),
  published(removeSingleSignOn),
  published(listAllRoles),
  published(makeRole),
  published(changeRole),
  published(removeRole),
];

/** What other systems send: reached by a route of their own, without a session and without the check for forged requests. */
export const INBOUND_OPERATIONS: readonly PublicOperation[] = [published(receiveDelivery)];

function published<I extends z.ZodType, O extends z.ZodType, E extends Effect, P extends OperationPermission>(
  operation: Operation<I, O, E, P>,
): PublicOperation {
  const { name, http, permission, effect, input, output } = operation;
  if (http === 'internal') throw new Error(`${name} is internal: it has no place in the registry.`);
  return {
    name,
    ...http,
    permission,
    effect,
    input,
    output,
    forTokens: isForTokens(operation),
    ...(operation.progress !== undefined && { progress: operation.progress }),
    ...(operation.stepUp === undefined ? {} : { stepUp: operation.stepUp }),
    stepUpForSome: operation.stepUpFor !== undefined,
    execute: (request) => execute(operation, request),
  };
}
