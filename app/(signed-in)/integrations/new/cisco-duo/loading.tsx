export { ConnectBones as default } from '@/components/integrations/integration-bones';
