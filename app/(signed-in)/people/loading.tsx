export { PeopleBones as default } from '@/components/people/people-bones';
