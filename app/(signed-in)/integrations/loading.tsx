export { HubBones as default } from '@/components/integrations/integration-bones';
