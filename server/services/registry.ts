import { exportAudit } from '@/server/services/audit/export-audit';
import { getAuditEntry } from '@/server/services/audit/get-audit-entry';
import { listAudit } from '@/server/services/audit/list-audit';
import { decideCampaign, previewCampaignDecision } from '@/server/services/campaigns/decide-campaign';
import { getCampaign } from '@/server/services/campaigns/get-campaign';
import { listCampaigns } from '@/server/services/campaigns/list-campaigns';
import { setCampaign } from '@/server/services/campaigns/set-campaign';
import { receiveDelivery } from '@/server/services/collection/receive-delivery';
import { getBehaviors } from '@/server/services/dashboard/get-behaviors';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getIdentityDetails } from '@/server/services/dashboard/get-identity-details';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { getScoreBreakdown } from '@/server/services/dashboard/get-score-breakdown';
import { getSince } from '@/server/services/dashboard/get-since';
import { listIndividuals } from '@/server/services/dashboard/list-individuals';
import { listDetectors } from '@/server/services/detection/list-detectors';
import { previewDetectors } from '@/server/services/detection/preview-detectors';
import { saveDetectors } from '@/server/services/detection/save-detectors';
import { decideEvents, previewDisposition } from '@/server/services/events/decide-events';
import { getAccountEvent } from '@/server/services/events/get-account-event';
import { getEvent } from '@/server/services/events/get-event';
import { listAccountEvents } from '@/server/services/events/list-account-events';
import { listEvents } from '@/server/services/events/list-events';
import { listHidden } from '@/server/services/events/list-hidden';
import {
  approveProposal,
  previewSettlement,
  refuseProposal,
  undoDisposition,
  withdrawProposal,
} from '@/server/services/events/settle-disposition';
import { connectIntegration } from '@/server/services/integrations/connect-integration';
import { deleteIntegration, getIntegrationHoldings } from '@/server/services/integrations/delete-integration';
import { describeIntegration } from '@/server/services/integrations/describe-integration';
import { diagnoseIntegration } from '@/server/services/integrations/diagnose-integration';
import { exportRuns } from '@/server/services/integrations/export-runs';
import { getCoverage } from '@/server/services/integrations/get-coverage';
import { getFeedCharts } from '@/server/services/integrations/get-feed-charts';
import { getFeedQuality } from '@/server/services/integrations/get-feed-quality';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { getRun } from '@/server/services/integrations/get-run';
import { listIntegrations } from '@/server/services/integrations/list-integrations';
import {
  downloadQuarantined,
  getQuarantined,
  listQuarantine,
} from '@/server/services/integrations/list-quarantine';
import { listRuns } from '@/server/services/integrations/list-runs';
import { replaceKeys } from '@/server/services/integrations/replace-keys';
import { cancelRepull, repullWindow } from '@/server/services/integrations/repull-window';
import {
  disableIntegration,
  enableIntegration,
  pauseIntegration,
  resumeIntegration,
  runIntegrationNow,
} from '@/server/services/integrations/steer-integration';
import { runStreamNow, setStream } from '@/server/services/integrations/steer-stream';
import { supportBundle } from '@/server/services/integrations/support-bundle';
import { testConnection, testIntegration } from '@/server/services/integrations/test-connection';
import { removeFromQuarantine, tryQuarantine } from '@/server/services/integrations/try-quarantine';
import { tryRecord } from '@/server/services/integrations/try-record';
import {
  acceptInvitation,
  openMemberLink,
  usePasswordLink,
} from '@/server/services/members/accept-invitation';
import { listTokens, makeToken, revokeToken } from '@/server/services/members/api-tokens';
import { createFirstMember } from '@/server/services/members/create-first-member';
import { getCustomers } from '@/server/services/members/get-customers';
import { getSetupState } from '@/server/services/members/get-setup-state';
import { getShell } from '@/server/services/members/get-shell';
import { inviteMember, withdrawInvitation } from '@/server/services/members/invite-member';
import { listMembers } from '@/server/services/members/list-members';
import { previewMemberAccess } from '@/server/services/members/preview-member-access';
import { listAllRoles } from '@/server/services/members/list-roles';
import { letIntoCustomer, makeCustomer } from '@/server/services/members/manage-customers';
import { dismissSince, noteVisit } from '@/server/services/members/note-visit';
import { changeRole, makeRole, removeRole } from '@/server/services/members/save-role';
import {
  makePasswordLink,
  removeMember,
  setMemberAccess,
  setMemberRole,
} from '@/server/services/members/steer-member';
import { switchAccount } from '@/server/services/members/switch-account';
import { listDeliveries } from '@/server/services/notifications/list-deliveries';
import { listNotificationRules } from '@/server/services/notifications/list-notification-rules';
import {
  changeNotificationRule,
  createNotificationRule,
  deleteNotificationRule,
  switchNotificationRule,
} from '@/server/services/notifications/notification-rules';
import {
  getNotification,
  listNotifications,
  markNotificationsRead,
} from '@/server/services/notifications/own-notifications';
import { previewNotificationRule } from '@/server/services/notifications/preview-notification-rule';
import { testNotificationRule } from '@/server/services/notifications/test-notification-rule';
import { exportEvidence } from '@/server/services/people/export-evidence';
import { exportPeople } from '@/server/services/people/export-people';
import { getPersonHabits } from '@/server/services/people/get-person-habits';
import { getPersonHistory } from '@/server/services/people/get-person-history';
import { getProfile } from '@/server/services/people/get-profile';
import { importHumanRisk, riskImportTemplate } from '@/server/services/people/import-human-risk';
import { listPeople } from '@/server/services/people/list-people';
import { getPersonCare, setPersonCare } from '@/server/services/people/person-care';
import { addPersonNote, changePersonNote, removePersonNote } from '@/server/services/people/person-notes';
import { addPersonStep, removePersonStep, tickPersonStep } from '@/server/services/people/person-steps';
import { listViews, removeView, saveView } from '@/server/services/people/saved-views';
import {
  changeWatchlist,
  changeWatchlistPeople,
  createWatchlist,
  listPersonWatchlists,
  listWatchlists,
  removeWatchlist,
} from '@/server/services/people/watchlists';
import {
  erasePerson,
  liftErasure,
  listErasedPeople,
  previewErasure,
} from '@/server/services/privacy/erase-person';
import { exportPerson } from '@/server/services/privacy/export-person';
import { acceptNotice, getNotice, saveNotice } from '@/server/services/privacy/monitoring-notice';
import { getPseudonyms, setPseudonyms } from '@/server/services/privacy/pseudonyms';
import { getRetention, previewRetention, setRetention } from '@/server/services/privacy/retention';
import { revealPerson } from '@/server/services/privacy/reveal-person';
import { getScoring } from '@/server/services/scoring/get-scoring';
import {
  listGroupCriticality,
  removeGroupCriticality,
  setGroupCriticality,
} from '@/server/services/scoring/group-criticality';
import { previewPolicy } from '@/server/services/scoring/preview-policy';
import { restorePolicy } from '@/server/services/scoring/restore-policy';
import { savePolicy } from '@/server/services/scoring/save-policy';
import { setCriticality, setCriticalityOfPeople } from '@/server/services/scoring/set-criticality';
import { askPasswordReset } from '@/server/services/sign-in/ask-password-reset';
import { checkDomain } from '@/server/services/sign-in/check-domain';
import { choosePassword } from '@/server/services/sign-in/choose-password';
import { endMemberSessions, endOtherSessions, endSession } from '@/server/services/sign-in/end-sessions';
import { getSession } from '@/server/services/sign-in/get-session';
import { getWaysIn } from '@/server/services/sign-in/get-ways-in';
import { listSessions } from '@/server/services/sign-in/list-sessions';
import { addPasskey, beginPasskey, namePasskey, removePasskey } from '@/server/services/sign-in/passkeys';
import { beginPasskeyProof, proveIdentity } from '@/server/services/sign-in/prove-identity';
import {
  beginTotp,
  confirmTotp,
  getSecondFactor,
  makeRecoveryCodes,
  removeTotp,
} from '@/server/services/sign-in/second-factor';
import { resetSecondFactor, setSecondFactorRule } from '@/server/services/sign-in/second-factor-rule';
import {
  getSingleSignOn,
  removeSingleSignOn,
  setSingleSignOn,
} from '@/server/services/sign-in/set-single-sign-on';
import { beginPasskeySignIn } from '@/server/services/sign-in/sign-in-with-passkey';
import { unlinkSignOn } from '@/server/services/sign-in/unlink-sign-on';
import { completeSearch } from '@/server/services/signals/complete-search';
import { countSignals } from '@/server/services/signals/count-signals';
import { exportSignals } from '@/server/services/signals/export-signals';
import { getSignal } from '@/server/services/signals/get-signal';
import { listSearches, removeSearch, saveSearch } from '@/server/services/signals/saved-searches';
import { searchSignals } from '@/server/services/signals/search-signals';
import { type PublicOperation, published } from './public-operation';

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
  published(getAuditEntry),
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
  published(previewMemberAccess),
  published(setMemberAccess),
  published(removeMember),
  published(makePasswordLink),
  published(listNotificationRules),
  published(previewNotificationRule),
  published(createNotificationRule),
  published(changeNotificationRule),
  published(switchNotificationRule),
  published(deleteNotificationRule),
  published(testNotificationRule),
  published(listDeliveries),
  published(listNotifications),
  published(getNotification),
  published(markNotificationsRead),
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
