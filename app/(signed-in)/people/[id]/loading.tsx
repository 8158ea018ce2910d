export { ProfileBones as default } from '@/components/people/people-bones';
