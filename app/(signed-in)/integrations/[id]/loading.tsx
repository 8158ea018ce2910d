export { IntegrationBones as default } from '@/components/integrations/integration-bones';
