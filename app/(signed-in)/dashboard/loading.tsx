export { DashboardBones as default } from '@/components/dashboard/dashboard-bones';
